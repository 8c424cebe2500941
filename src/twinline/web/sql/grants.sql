-- Tables that Django and allauth make themselves: web may use them; nobody else needs them.
-- Tables made by our own SQL grant themselves where they are made.
do $$
declare
    name text;
begin
    for name in
        select tablename from pg_tables where schemaname = 'config'
            and (tablename ~ '^(account|auth|mfa|usersessions)_'
                or tablename in ('django_session', 'django_content_type'))
    loop
        execute format('grant select, insert, update, delete on config.%I to twinline_web', name);
    end loop;
end
$$;
grant usage, select on all sequences in schema config to twinline_web;
