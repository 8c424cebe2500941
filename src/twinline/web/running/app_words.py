"""A sentence for each finding about an app at Meta, the bad ones with their cure."""

WORDS = {
    "key_good": "Meta knows it as {name}, and its secret is right.",
    "key_wrong": "Meta does not take its secret: copy id and secret again from App settings › Basic, and enter them "
    "with `twinline addapp` or under Settings › Meta app.",
    "secret_unreadable": "its sealed secret does not open with this master secret: restore TWINLINE_SECRET, or enter "
    "the secret again.",
    "app_refused": "Meta refuses to show it (code {code}): look for a warning in the app's dashboard at Meta.",
    "app_unreachable": "Meta cannot be reached from here: let this machine call TWINLINE_GRAPH_URL over HTTPS.",
    "app_silent": "Meta did not answer: wait a moment and ask again.",
    "version_good": "Meta answers in version {version}.",
    "version_untold": "Meta did not say which version answered; {version} was asked.",
    "version_over": "version {version} is over, {answered} answers for it: set TWINLINE_GRAPH_VERSION to {answered}.",
    "version_unknown": "Meta has no version {version}: mend TWINLINE_GRAPH_VERSION.",
    "configuration_good": "Embedded Signup runs with the configuration {config_id}.",
    "configuration_missing": "it has no configuration for Embedded Signup: make one under Facebook Login for Business "
    "› Configurations, and enter its id under Settings › Meta app.",
    "callback_good": "its webhooks come to {url}.",
    "callback_private": "its webhooks go to {url}, where Meta itself cannot come: use a public https address.",
    "callback_missing": "it has no webhook for WhatsApp: subscribe under Settings › Meta app, or enter {wanted}.",
    "callback_elsewhere": "its webhooks go to {url} and not to {wanted}: subscribe anew under Settings › Meta app.",
    "callback_inactive": "Meta has switched its webhook off: subscribe anew under Settings › Meta app.",
    "subscription_untold": "Meta does not show its webhook (code {code}): wait a moment and ask again.",
    "fields_good": "all {count} webhook fields are subscribed.",
    "fields_missing": "webhook fields are missing ({fields}): subscribe anew under Settings › Meta app.",
    "fields_useful": "some webhook fields are missing ({fields}): subscribe anew under Settings › Meta app.",
    "handshake_answered": "its webhook address answers the handshake.",
    "handshake_refused": "{url} does not answer the handshake with this app's verify token: pass /hooks/meta/ on to "
    "Twinline's port, and subscribe anew under Settings › Meta app.",
    "handshake_unreachable": "{url} does not answer: start Twinline, and look at the proxy and its certificate.",
    "handshake_barred": "{url} is private, so its handshake was not tried from here.",
}
NUMBER_OVER = "Meta no longer takes the token of the number {name}: connect the number anew."
NUMBER_SEALED = "The sealed token of the number {name} does not open: restore TWINLINE_SECRET, or connect it anew."
