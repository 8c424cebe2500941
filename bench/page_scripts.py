"""What runs inside the measured page. Every moment is taken after the frame in which the thing was painted."""

PAINT = """(then) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = then;
    channel.port2.postMessage(0);
})"""

# window.opened will hold the milliseconds from the next press until a conversation's newest messages are painted.
OPENED = f"""() => {{
    const painted = {PAINT};
    window.opened = new Promise((done) => {{
        const look = (begun) => {{
            if (document.querySelector('section.open article')) painted(() => done(performance.now() - begun));
            else requestAnimationFrame(() => look(begun));
        }};
        for (const kind of ['pointerdown', 'click']) {{
            addEventListener(kind, (event) => {{ look(event.timeStamp); }}, {{ capture: true, once: true }});
        }}
    }});
}}"""

# Collects the length of every frame, in milliseconds, until it is asked for them.
FRAMES = """() => {
    window.frames_taken = [];
    let last = performance.now();
    const next = (now) => {
        if (!window.frames_taken) return;
        window.frames_taken.push(now - last);
        last = now;
        requestAnimationFrame(next);
    };
    requestAnimationFrame((now) => { last = now; requestAnimationFrame(next); });
}"""
TAKEN = "() => { const taken = window.frames_taken; window.frames_taken = null; return taken; }"

# Writes down when each "Painted N." was painted, as the machine's time in milliseconds.
PAINTED = f"""() => {{
    const painted = {PAINT};
    window.painted_at = {{}};
    const look = () => {{
        const fresh = [];
        for (const one of [...document.querySelectorAll('section.open article')].slice(-200)) {{
            const found = /Painted (\\d+)\\./.exec(one.textContent);
            if (!found || found[1] in window.painted_at) continue;
            window.painted_at[found[1]] = null;
            fresh.push(found[1]);
        }}
        if (fresh.length) painted(() => {{ for (const n of fresh) window.painted_at[n] = Date.now(); }});
    }};
    new MutationObserver(look).observe(document.querySelector('section.open'), {{ childList: true, subtree: true }});
}}"""
