-- Roles are made once for the server. The application roles own nothing, so row-level security binds them.
do $$
begin
    if not exists (select from pg_roles where rolname = 'twinline_web') then
        create role twinline_web login;
    end if;
    if not exists (select from pg_roles where rolname = 'twinline_worker') then
        create role twinline_worker login;
    end if;
    if not exists (select from pg_roles where rolname = 'twinline_gate') then
        create role twinline_gate login;
    end if;
    if not exists (select from pg_roles where rolname = 'finder') then
        create role finder nologin bypassrls;
    end if;
end
$$;
