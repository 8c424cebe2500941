-- People with a phone and without an account, invited to connect their number. Nothing here opens a link: links are
-- worked out from the installation's secret.
create table config.seat (
    workspace_id uuid not null references config.workspace on delete cascade,
    id uuid not null,
    name text not null check (length(name) between 1 and 80),
    phone text not null check (phone ~ '^[0-9]{6,15}$'),
    email text not null default '',
    language text not null,
    -- Raised for a new link: the one before it opens nothing any more.
    serial integer not null default 0,
    until timestamptz not null,
    invited_by uuid not null,
    invited_at timestamptz not null,
    opened_at timestamptz,
    -- When each of the two last had the shared page open.
    seen_at timestamptz,
    administrator_seen_at timestamptz,
    answers jsonb,
    answered_at timestamptz,
    consented_at timestamptz,
    consented_as text,
    ready_at timestamptz,
    scanned_at timestamptz,
    withdrawn_at timestamptz,
    primary key (workspace_id, id)
);
create unique index seat_phone on config.seat (workspace_id, phone) where withdrawn_at is null;
select config.bound('config.seat'::regclass);
grant select, insert, update on config.seat to twinline_web;
grant select on config.seat to twinline_worker;

alter table config.joining add column seat_id uuid;
create index joining_seat on config.joining (workspace_id, seat_id, begun_at desc) where seat_id is not null;

-- Mail to those people. Work for anybody's worker, without content: 0 is the invitation, 1 and 2 go by the clock.
create table config.seat_mail (
    workspace_id uuid not null,
    seat_id uuid not null,
    nth integer not null,
    state text not null check (state in ('wanted', 'sent', 'dropped', 'failed')),
    tries integer not null default 0,
    due_at timestamptz not null,
    changed_at timestamptz not null,
    -- The kind of the last fault, never what a server said.
    fault text,
    primary key (seat_id, nth)
);
create index seat_mail_due on config.seat_mail (due_at) where state = 'wanted';
grant select, insert, update on config.seat_mail to twinline_web;
grant select, update on config.seat_mail to twinline_worker;
