-- Which chunks of its history a phone has sent since it was onboarded: a hole in their numbers is a chunk that is missing.
create table config.history_chunk (
    workspace_id uuid not null,
    number_id uuid not null,
    onboarded_at timestamptz not null,
    phase integer not null,
    chunk_order integer not null,
    heard_at timestamptz not null,
    primary key (workspace_id, number_id, onboarded_at, phase, chunk_order)
);

select config.bound('config.history_chunk');
grant select on config.history_chunk to twinline_web;
grant select, insert on config.history_chunk to twinline_worker;
