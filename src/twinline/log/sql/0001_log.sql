-- The log: append-only, gapless by workspace and by stream. What is said is only in the ciphertext.
create table log.counter (
    workspace_id uuid primary key,
    position bigint not null
);

create table log.stream_head (
    workspace_id uuid not null,
    stream uuid not null,
    stream_no bigint not null,
    primary key (workspace_id, stream)
);

-- Retention may null nonce and ciphertext; leaf and place stay.
create table log.entry (
    workspace_id uuid not null,
    position bigint not null,
    stream uuid not null,
    stream_no bigint not null,
    kind text not null,
    heard_at timestamptz not null,
    key_id uuid not null,
    nonce bytea,
    leaf bytea not null,
    ciphertext bytea,
    primary key (workspace_id, position),
    unique (workspace_id, stream, stream_no)
);

-- Keyed digests of what is known. They outlive erasure, so a late retry cannot bring a person back.
create table log.seen (
    workspace_id uuid not null,
    digest bytea not null,
    primary key (workspace_id, digest)
);

-- Who looked at whose words, and what for.
create table log.access (
    workspace_id uuid not null,
    id uuid not null default gen_random_uuid(),
    at timestamptz not null default clock_timestamp(),
    reader text not null,
    purpose text not null,
    message_ids uuid[] not null,
    primary key (workspace_id, at, id)
);

create table keys.workspace (
    workspace_id uuid primary key,
    kek bytea not null,
    index_key bytea not null
);

create table keys.subject (
    workspace_id uuid not null,
    subject uuid not null,
    key_id uuid not null,
    wrapped bytea not null,
    primary key (workspace_id, subject),
    unique (workspace_id, key_id)
);

select config.bound(t) from unnest(array[
    'log.counter', 'log.stream_head', 'log.entry', 'log.seen', 'log.access', 'keys.workspace', 'keys.subject'
]::regclass[]) as t;

grant select, insert, update on log.counter, log.stream_head to twinline_web, twinline_worker;
-- No UPDATE and no DELETE: the application roles can only add.
grant select, insert on log.entry, log.seen to twinline_web, twinline_worker;
grant insert on log.access to twinline_web, twinline_worker, finder;
grant select, insert on keys.workspace, keys.subject to twinline_web, twinline_worker;
