-- How each number is: signs of its phone, and what Meta said when it was asked. Work for anybody's worker, without
-- content.
create table config.vital (
    workspace_id uuid not null,
    number_id uuid primary key,
    due_at timestamptz not null,
    -- The last sign of the phone, and whether the phone gave it or a person.
    seen_at timestamptz,
    seen_by text check (seen_by in ('phone', 'word')),
    asked_at timestamptz,
    quality text,
    quality_at timestamptz,
    limit_tier text,
    throughput text,
    token_valid boolean,
    token_expires_at timestamptz
);
create index vital_due on config.vital (due_at);
create index vital_workspace on config.vital (workspace_id);

-- What a person is to be told, once for each occurrence; `since` tells occurrences apart.
create table config.alert (
    workspace_id uuid not null,
    id uuid not null,
    number_id uuid not null,
    kind text not null,
    since timestamptz not null,
    raised_at timestamptz not null,
    closed_at timestamptz,
    primary key (workspace_id, id),
    unique (workspace_id, number_id, kind, since)
);
create index alert_open on config.alert (workspace_id, raised_at) where closed_at is null;

select config.bound('config.alert'::regclass);

grant select, insert, update, delete on config.vital to twinline_web, twinline_worker;
grant select on config.alert to twinline_web;
grant select, insert, update on config.alert to twinline_worker;

-- Numbers that are here already: every workspace in turn, since its rows show themselves to itself alone.
do $$
declare here uuid;
begin
    for here in select id from config.workspace loop
        perform set_config('twinline.workspace', here::text, true);
        insert into config.vital (workspace_id, number_id, due_at, seen_at, seen_by)
        select here, number.id, 'epoch', last.said_at, case when last.said_at is not null then 'phone' end
        from config.number as number left join lateral (
            select max(said_at) as said_at from views.message
            where workspace_id = here and number_id = number.id and origin = 'phone' and not imported
        ) as last on true
        where number.workspace_id = here;
    end loop;
    perform set_config('twinline.workspace', '', true);
end $$;
