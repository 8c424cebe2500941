-- Schemas by how they are backed up: log and config always, keys apart from them, views never (they are rebuilt).
create schema if not exists log;
create schema if not exists config;
create schema if not exists keys;
create schema if not exists views;
create extension if not exists pg_trgm with schema public;
create extension if not exists unaccent with schema public;

-- Bind a table to the workspace of the running transaction, for its owner too.
create or replace function config.bound(target regclass) returns void language plpgsql as $$
begin
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format('drop policy if exists of_workspace on %s', target);
    execute format(
        'create policy of_workspace on %s using (workspace_id = (select nullif(current_setting(''twinline.workspace'', true), '''')::uuid))',
        target
    );
end
$$;
revoke all on function config.bound(regclass) from public;

grant usage on schema log, config, keys, views, public to twinline_web, twinline_worker, twinline_gate, finder;
grant create on schema config, views to finder;
