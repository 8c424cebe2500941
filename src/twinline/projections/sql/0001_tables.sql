-- What the log means. Every row is a function of the set of facts: whatever their order and batching, the same rows.

-- The identity graph. `person` is the least node of those that are one person; a phone that nobody is known
-- to hold stands for itself.
create table views.node (
    workspace_id uuid not null,
    node uuid not null,
    kind text not null check (kind in ('phone', 'user')),
    value text not null,
    person uuid not null,
    first_at timestamptz,
    profile_name text,
    profile_at timestamptz,
    username text,
    username_at timestamptz,
    app_name text,
    app_at timestamptz,
    form text,
    form_at timestamptz,
    primary key (workspace_id, node)
);
create index node_person on views.node (workspace_id, person);

-- Who has been seen with which phone, and since when.
create table views.holder (
    workspace_id uuid not null,
    phone_node uuid not null,
    user_node uuid not null,
    since timestamptz not null,
    primary key (workspace_id, phone_node, user_node)
);
create index holder_user on views.holder (workspace_id, user_node);

-- Meta said that two user ids are one person; kept, so that a merge can be explained and undone.
create table views.same_person (
    workspace_id uuid not null,
    a uuid not null,
    b uuid not null,
    primary key (workspace_id, a, b)
);

create table views.contact (
    workspace_id uuid not null,
    person uuid not null,
    phone text,
    user_id text,
    username text,
    profile_name text,
    app_name text,
    primary key (workspace_id, person)
);

-- Conversations that were shown and then became part of another, so that an old address still opens. This
-- remembers what was shown and is no function of the facts: a rebuild keeps it.
create table views.alias (
    workspace_id uuid not null,
    id uuid not null,
    number_id uuid not null,
    node uuid not null,
    primary key (workspace_id, id)
);

-- What people here did with a conversation: read it, gave it to somebody.
create table views.attention (
    workspace_id uuid not null,
    number_id uuid not null,
    node uuid not null,
    conversation_id uuid not null,
    read_up_to timestamptz,
    read_at timestamptz,
    assigned_to uuid,
    assigned_at timestamptz,
    primary key (workspace_id, number_id, node)
);
create index attention_conversation on views.attention (workspace_id, conversation_id);

create table views.conversation (
    workspace_id uuid not null,
    id uuid not null,
    number_id uuid not null,
    person uuid not null,
    last_said_at timestamptz not null,
    last_heard_at timestamptz not null,
    last_message_id uuid not null,
    inbound_at timestamptz,
    asked_at timestamptz,
    outbound_at timestamptz,
    phone_answered_at timestamptz,
    read_up_to timestamptz,
    read_at timestamptz,
    assigned_to uuid,
    primary key (workspace_id, id)
) with (fillfactor = 80);
create index conversation_latest
    on views.conversation (workspace_id, last_said_at desc, last_heard_at desc, id desc);
create index conversation_person on views.conversation (workspace_id, person, number_id);

-- One row for what is one bubble. Without `kind` it is headless: statuses or edits of a message not yet heard of.
create table views.message (
    workspace_id uuid not null,
    id uuid not null,
    number_id uuid not null,
    conversation_id uuid,
    phone_node uuid,
    user_node uuid,
    wid uuid,
    wamid text,
    attempt_id uuid,
    rank smallint,
    tie bytea,
    kind text,
    direction text,
    origin text,
    author uuid,
    said_at timestamptz,
    placeholder text,
    quoted_wid uuid,
    quoted_wamid text,
    media_id uuid,
    heard_at timestamptz,
    imported boolean,
    told smallint,
    queued_at timestamptz,
    sending_at timestamptz,
    held_at timestamptz,
    unknown_at timestamptz,
    offered_at timestamptz,
    settled_at timestamptz,
    settled text,
    accepted_at timestamptz,
    sent_at timestamptz,
    delivered_at timestamptz,
    read_at timestamptz,
    played_at timestamptz,
    failed_at timestamptz,
    failure_code integer,
    edited_at timestamptz,
    revoked_at timestamptz,
    pricing_key bytea,
    pricing jsonb,
    primary key (workspace_id, id)
) with (fillfactor = 80);
create index message_order
    on views.message (workspace_id, conversation_id, said_at, heard_at, id) where kind is not null;
create index message_asked
    on views.message (workspace_id, conversation_id, said_at) where origin = 'customer' and not imported;
create index message_answered
    on views.message (workspace_id, conversation_id, (origin = 'phone' and not imported), said_at)
    where direction = 'outbound';
create index message_phone_only
    on views.message (workspace_id, phone_node) where user_node is null and kind is not null;

-- Which of our attempts became which of Meta's messages.
create table views.sent_as (
    workspace_id uuid not null,
    wid uuid not null,
    attempt_id uuid not null,
    number_id uuid not null,
    wamid text not null,
    primary key (workspace_id, wid, attempt_id)
);
create index sent_as_attempt on views.sent_as (workspace_id, attempt_id);

-- What was said, in all its versions; the one with the empty key is the original. Read through read_content only.
create table views.content (
    workspace_id uuid not null,
    message_id uuid not null,
    version_key bytea not null,
    version_said_at timestamptz not null,
    rank smallint not null,
    tie bytea not null,
    kind text not null,
    body jsonb not null,
    primary key (workspace_id, message_id, version_key)
);

-- The last reaction of each side to a message; a removed one keeps its row without an emoji.
create table views.reaction (
    workspace_id uuid not null,
    target_wid uuid not null,
    actor text not null check (actor in ('customer', 'business')),
    emoji text,
    said_at timestamptz not null,
    tie bytea not null,
    number_id uuid not null,
    phone_node uuid,
    user_node uuid,
    conversation_id uuid,
    imported boolean not null,
    primary key (workspace_id, target_wid, actor)
);
create index reaction_conversation on views.reaction (workspace_id, conversation_id) where actor = 'customer';
create index reaction_phone on views.reaction (workspace_id, phone_node);
create index reaction_user on views.reaction (workspace_id, user_node);

-- Files of messages: what Meta announced and where our store keeps them. Fetching is a queue elsewhere.
create table views.media (
    workspace_id uuid not null,
    id uuid not null,
    number_id uuid,
    message_id uuid,
    meta_media_id text,
    mime text,
    sha256 text,
    filename text,
    voice boolean not null default false,
    size bigint,
    state text not null check (state in ('waiting', 'stored', 'lost')),
    storage_key text,
    reason text,
    primary key (workspace_id, id)
);
create index media_message on views.media (workspace_id, message_id);

-- What changed at which position, for a page that was away.
create table views.change (
    workspace_id uuid not null,
    position bigint not null,
    conversation_id uuid not null,
    message_id uuid
);
create index change_position on views.change (workspace_id, position);

select config.bound(t) from unnest(array[
    'views.node', 'views.holder', 'views.same_person', 'views.contact', 'views.alias', 'views.attention',
    'views.conversation', 'views.message', 'views.sent_as', 'views.content', 'views.reaction', 'views.media',
    'views.change'
]::regclass[]) as t;

-- Derived rows may go where two turn out to be one, also when the web process learns it.
grant select, insert, update, delete on
    views.node, views.holder, views.same_person, views.contact, views.alias, views.attention,
    views.conversation, views.message, views.sent_as, views.media
    to twinline_web, twinline_worker;
grant select, insert on views.change to twinline_web, twinline_worker;
grant delete on views.change to twinline_worker;
-- What was said is for the worker to keep; the web process reads it through read_content only.
grant select, insert, update, delete on views.content, views.reaction to twinline_worker, finder;
grant select on views.message, views.sent_as to finder;
