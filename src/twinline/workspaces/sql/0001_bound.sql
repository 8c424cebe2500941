-- Bind a table to the workspace of the transaction: without one set, nobody but finder sees a row, not even
-- the table's owner. The sub-select makes PostgreSQL read the setting once per statement, not once per row.
create or replace function config.bound(target regclass) returns void
language plpgsql as $$
declare
    mine constant text := 'workspace_id = (select nullif(current_setting(''twinline.workspace'', true), '''')::uuid)';
begin
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format('drop policy if exists bound on %s', target);
    execute format('create policy bound on %s for all using (%s) with check (%s)', target, mine, mine);
end
$$;
revoke all on function config.bound(regclass) from public;
