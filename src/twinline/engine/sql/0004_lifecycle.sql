-- Numbers to ask Meta about, where it named only their account. Work for anybody's worker: no content here.
create table config.number_look (
    workspace_id uuid not null,
    number_id uuid not null,
    state text not null check (state in ('connected', 'offboarded', 'removed')),
    said_at timestamptz not null,
    due_at timestamptz not null,
    tries integer not null default 0,
    primary key (number_id, state, said_at)
);
create index number_look_due on config.number_look (due_at);

grant select, insert, update, delete on config.number_look to twinline_web, twinline_worker;
