-- Jobs are directory tables: a worker looks for work of all workspaces. They hold no word of a message.
create table config.send_job (
    attempt_id uuid primary key,
    workspace_id uuid not null,
    number_id uuid not null,
    recipient bytea not null, -- keyed digest, for the pace of a pair
    state text not null check (state in
        ('uploading', 'queued', 'sending', 'accepted', 'refused', 'unknown', 'offered', 'settled')),
    priority smallint not null default 0,
    try_no integer not null default 0,
    due_at timestamptz not null,
    claimed_by uuid,
    claimed_at timestamptz,
    changed_at timestamptz not null
);
create index send_job_due on config.send_job (number_id, priority, due_at) where state = 'queued';
create index send_job_open on config.send_job (state, due_at) where state in ('uploading', 'sending', 'unknown');

-- What is to be sent, sealed under the customer's key, until Meta has it.
create table config.outbox (
    workspace_id uuid not null,
    attempt_id uuid not null,
    subject uuid not null,
    sealed bytea,
    primary key (workspace_id, attempt_id)
);

-- A sender process that lives holds an advisory lock on its id; what a dead one left is found by that.
create table config.pace (
    number_id uuid primary key,
    next_at timestamptz not null
);
create table config.pace_pair (
    number_id uuid not null,
    recipient bytea not null,
    paid_until timestamptz not null,
    primary key (number_id, recipient)
);
-- Customers' messages by number and second, since they count against a coexistence number's limit.
create table config.pace_heard (
    number_id uuid not null,
    second bigint not null,
    heard integer not null,
    primary key (number_id, second)
);

-- Read receipts and typing dots: small, safe to repeat, worthless when late.
create table config.signal_job (
    id uuid primary key,
    workspace_id uuid not null,
    number_id uuid not null,
    wamid text not null,
    typing boolean not null,
    due_at timestamptz not null,
    tries integer not null default 0,
    expires_at timestamptz not null
);
create index signal_job_due on config.signal_job (due_at);

-- Files that customers sent, still at Meta.
create table config.fetch_job (
    media_ref uuid primary key,
    workspace_id uuid not null,
    number_id uuid not null,
    state text not null check (state in ('waiting', 'stored', 'lost')),
    due_at timestamptz not null,
    tries integer not null default 0,
    last_error text,
    expires_at timestamptz not null
);
create index fetch_job_due on config.fetch_job (due_at) where state = 'waiting';

-- What is needed to fetch a file: sealed under the customer's key.
create table config.fetch (
    workspace_id uuid not null,
    media_ref uuid not null,
    subject uuid not null,
    sealed bytea not null,
    primary key (workspace_id, media_ref)
);

-- Files in our store. Each has a key of its own, wrapped by its subject's key.
create table config.file (
    workspace_id uuid not null,
    id uuid not null,
    storage_key text not null,
    subject uuid not null,
    wrapped bytea not null,
    kind text not null,
    mime text not null,
    filename text,
    voice boolean not null default false,
    size bigint not null,
    sha256 text not null,
    meta_media_id text,
    uploaded_at timestamptz,
    created_at timestamptz not null,
    primary key (workspace_id, id)
);

select config.bound(t) from unnest(array['config.outbox', 'config.fetch', 'config.file']::regclass[]) as t;

grant select, insert, update, delete on config.send_job, config.outbox, config.pace, config.pace_pair,
    config.pace_heard, config.signal_job, config.fetch_job, config.fetch, config.file
    to twinline_web, twinline_worker;
