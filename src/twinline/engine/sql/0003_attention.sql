-- Up to which of a customer's messages WhatsApp was told that they were read: a receipt goes out once.
create table config.receipt (
    workspace_id uuid not null,
    conversation_id uuid not null,
    told_up_to timestamptz not null,
    primary key (workspace_id, conversation_id)
);

-- Who has which conversation open, for less than a minute. Unlogged: after a crash everybody says it again.
create unlogged table config.presence (
    workspace_id uuid not null,
    conversation_id uuid not null,
    user_id uuid not null,
    session_digest bytea not null check (length(session_digest) = 32),
    doing text not null check (doing in ('looking', 'writing')),
    said_at timestamptz not null,
    primary key (workspace_id, conversation_id, user_id, session_digest)
);
create index presence_said on config.presence (workspace_id, said_at);

select config.bound(t) from unnest(array['config.receipt', 'config.presence']::regclass[]) as t;

grant select, insert, update, delete on config.receipt, config.presence to twinline_web;
