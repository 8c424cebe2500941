-- Before a phone's chats are shown, its owner says which contacts are private. A row is work for a recorder of any
-- workspace and is found by its link's digest; no name, no number and no count of anybody is here.
create table config.review (
    workspace_id uuid not null,
    number_id uuid not null,
    onboarded_at timestamptz not null,
    state text not null check (state in ('open', 'releasing', 'ended')),
    opened_at timestamptz not null,
    opened_by uuid,
    -- When the history is asked for even if nobody has reviewed.
    due_at timestamptz not null,
    history_wanted_at timestamptz,
    ended_at timestamptz,
    -- A member; none for who came by the link.
    ended_by uuid,
    link bytea unique,
    link_made_by uuid,
    -- Whether anybody is private: where not, a recorder need not look who.
    has_private boolean not null default false,
    primary key (number_id, onboarded_at)
);
create index review_due on config.review (due_at) where state = 'open' and history_wanted_at is null;
create index review_releasing on config.review (number_id) where state = 'releasing';

-- Whom nobody may see: keyed digests, one for each thing that a private contact is known by.
create table config.private_contact (
    workspace_id uuid not null,
    number_id uuid not null,
    digest bytea not null,
    primary key (workspace_id, number_id, digest)
);

-- Beginnings of phone numbers, sealed by the workspace's key.
create table config.private_prefix (
    workspace_id uuid not null,
    number_id uuid not null,
    id uuid not null,
    sealed bytea not null,
    primary key (workspace_id, number_id, id)
);

-- The key that what is held of one contact is sealed with; the contact is known by a keyed digest.
create table keys.held (
    workspace_id uuid not null,
    number_id uuid not null,
    subject bytea not null,
    wrapped bytea not null,
    primary key (workspace_id, number_id, subject)
);

-- What was heard while the owner had not reviewed: shown to nobody, sealed by contact.
create table views.held (
    workspace_id uuid not null,
    id bigint not null generated always as identity,
    number_id uuid not null,
    subject bytea not null,
    heard_at timestamptz not null,
    sealed bytea not null,
    -- Why it could not be recorded: it stays as it is, for a person to look at.
    fault text,
    primary key (workspace_id, id)
);
create index held_number on views.held (workspace_id, number_id, heard_at, id);

select config.bound(t) from unnest(array[
    'config.private_contact', 'config.private_prefix', 'keys.held', 'views.held'
]::regclass[]) as t;

grant select, insert, update, delete on config.review, config.private_contact, config.private_prefix
    to twinline_web, twinline_worker;
grant select, insert, delete on keys.held, views.held to twinline_web, twinline_worker;
grant update (fault) on views.held to twinline_worker;
