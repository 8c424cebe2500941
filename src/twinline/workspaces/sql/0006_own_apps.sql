-- A workspace takes its own app away again, and with it the attempts that led to no number.
grant delete on config.meta_app, config.joining to twinline_web;
