-- Who had the phone of a number before, each up to a moment: what was written on it until then is presumed theirs.
create table config.owner_past (
    workspace_id uuid not null references config.workspace (id) on delete cascade,
    number_id uuid not null,
    until timestamptz not null,
    name text not null,
    member uuid,
    primary key (workspace_id, number_id, until)
);

select config.bound('config.owner_past'::regclass);

grant select, insert on config.owner_past to twinline_web;
grant select on config.owner_past to twinline_worker;
