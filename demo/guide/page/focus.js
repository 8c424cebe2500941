/** A page that starts in a frame takes the focus once: whoever reads or chooses beside it keeps it. */
export function keepFocus(frames) {
  const starting = new Set(frames);
  let held = null;
  let tabbed = false;
  for (const frame of frames) frame.addEventListener("load", () => starting.add(frame));
  document.addEventListener("keydown", (event) => (tabbed = event.key === "Tab"), true);
  document.addEventListener("pointerdown", () => (tabbed = false), true);
  document.addEventListener("focusin", ({ target }) => {
    if (!frames.includes(target)) held = target;
  });
  addEventListener("blur", () => {
    const frame = document.activeElement;
    // With the hand or by keyboard one goes there on purpose.
    if (!starting.delete(frame) || tabbed || frame.matches(":hover")) return;
    // From within this event only the ring would come back: the keys would still go to the frame.
    setTimeout(() => giveBack(frame, held));
  });
}

function giveBack(frame, held) {
  if (document.activeElement !== frame) return;
  if (held?.isConnected) held.focus({ preventScroll: true });
  else frame.blur();
}
