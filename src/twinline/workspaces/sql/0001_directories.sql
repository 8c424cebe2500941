select config.bound('config.number');

-- Tickets for the live stream, known by sha256 of the cookie, so that a dump of this table opens no stream.
create table config.live_ticket (
    digest bytea primary key check (length(digest) = 32),
    user_id uuid not null references config."user" on delete cascade,
    workspace_id uuid not null references config.workspace on delete cascade,
    session_digest bytea not null check (length(session_digest) = 32),
    expires_at timestamptz not null
);
create index live_ticket_session on config.live_ticket (session_digest);
create index live_ticket_member on config.live_ticket (user_id, workspace_id);
create index live_ticket_expiry on config.live_ticket (expires_at);

-- One row: what is added to the machine's clock. Writable only where the clock was declared turnable.
create table config.clock (
    id boolean primary key default true check (id),
    "offset" interval not null default interval '0'
);
insert into config.clock default values;

-- Counters of the rate limits, shared by every web process.
create table config.cache (
    cache_key varchar(255) primary key,
    value text not null,
    expires timestamptz not null
);
create index cache_expiry on config.cache (expires);

grant select, insert, update on config."user", config.workspace, config.meta_app, config.number to twinline_web;
grant select, insert, update, delete
    on config.membership, config.number_route, config.live_ticket, config.cache to twinline_web;
grant select, update on config.clock to twinline_web;

grant select (id, email, name, language, is_active) on config."user" to twinline_worker;
grant select on config.workspace, config.membership, config.meta_app, config.number_route, config.clock
    to twinline_worker;
grant select, update on config.number to twinline_worker;

grant select on config.meta_app, config.membership, config.live_ticket, config.clock to twinline_gate;
