-- What each role may do with Django's own tables; tables made by SQL grant themselves where they are made.
grant select, insert, update, delete on all tables in schema config to twinline_web;
grant select, insert, update, delete on all tables in schema config to twinline_worker;
grant usage, select on all sequences in schema config to twinline_web, twinline_worker;
revoke all on config.django_migrations from twinline_web, twinline_worker;
