-- What a phone was asked to send, once each for every time that a number was onboarded. No content here.
create table config.sync (
    workspace_id uuid not null,
    number_id uuid not null,
    onboarded_at timestamptz not null,
    kind text not null check (kind in ('contacts', 'history')),
    state text not null check (state in ('wanted', 'asking', 'asked', 'refused', 'unknown')),
    due_at timestamptz not null,
    changed_at timestamptz not null,
    -- Meta's own word for the request: its support asks for it.
    request_id text,
    code integer,
    first_heard_at timestamptz,
    last_heard_at timestamptz,
    progress integer,
    primary key (number_id, kind, onboarded_at)
);
create index sync_due on config.sync (due_at) where state in ('wanted', 'asking');

grant select, insert, update, delete on config.sync to twinline_web, twinline_worker;
