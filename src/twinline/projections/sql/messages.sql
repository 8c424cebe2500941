-- put_sent_as --
-- Which attempt became which of Meta's messages; gives the links that are new.
insert into views.sent_as (workspace_id, wid, attempt_id, number_id, wamid)
select %s, t.* from unnest(%b::uuid[], %b::uuid[], %b::uuid[], %b::text[]) as t
on conflict do nothing
returning wid, attempt_id

-- sent_as --
-- Links of these messages or attempts, with whether the attempt was composed here, by the same number.
select s.wid, s.attempt_id, s.number_id, s.wamid, m.queued_at is not null and m.number_id = s.number_id
from (
    select * from views.sent_as where workspace_id = %s and wid = any(%b::uuid[])
    union
    select * from views.sent_as where workspace_id = %s and attempt_id = any(%b::uuid[])
) as s
left join views.message as m on m.workspace_id = s.workspace_id and m.id = s.attempt_id

-- absorb --
-- Take out what was known of messages that turn out to be attempts of ours.
delete from views.message where workspace_id = %s and id = any(%b::uuid[])
returning id, conversation_id, number_id, wid, wamid, attempt_id, phone_node, user_node, rank, tie, kind, direction,
    origin, author, said_at, placeholder, quoted_wid, quoted_wamid, media_id, heard_at, imported, told, queued_at,
    sending_at, held_at, unknown_at, offered_at, accepted_at, sent_at, delivered_at, read_at, played_at, edited_at,
    revoked_at, settled_at, settled, failed_at, failure_code, pricing_key, pricing::text

-- put_heads --
-- Keep copies of messages; of two copies of one message the higher (rank, tie) is shown. Says last whether it is new.
insert into views.message as old (workspace_id, id, conversation_id, number_id, wid, wamid, attempt_id, phone_node,
    user_node, rank, tie, kind, direction, origin, author, said_at, placeholder, quoted_wid, quoted_wamid, media_id,
    heard_at, imported, told, queued_at, sent_at)
select %s, t.* from unnest(%b::uuid[], %b::uuid[], %b::uuid[], %b::uuid[], %b::text[], %b::uuid[], %b::uuid[],
    %b::uuid[], %b::smallint[], %b::bytea[], %b::text[], %b::text[], %b::text[], %b::uuid[], %b::timestamptz[],
    %b::text[], %b::uuid[], %b::text[], %b::uuid[], %b::timestamptz[], %b::boolean[], %b::smallint[],
    %b::timestamptz[], %b::timestamptz[]) as t
on conflict (workspace_id, id) do update set
    conversation_id = coalesce(old.conversation_id, excluded.conversation_id),
    wid = least(old.wid, excluded.wid),
    wamid = case when old.wid is null or excluded.wid < old.wid then excluded.wamid else old.wamid end,
    number_id = least(old.number_id, excluded.number_id),
    attempt_id = least(old.attempt_id, excluded.attempt_id),
    phone_node = least(old.phone_node, excluded.phone_node),
    user_node = least(old.user_node, excluded.user_node),
    (rank, tie, kind, direction, origin, author, said_at, placeholder, quoted_wid, quoted_wamid, media_id) = (
        select c.rank, c.tie, c.kind, c.direction, c.origin, c.author, c.said_at, c.placeholder, c.quoted_wid,
            c.quoted_wamid, c.media_id
        from (values
            (old.rank, old.tie, old.kind, old.direction, old.origin, old.author, old.said_at, old.placeholder,
                old.quoted_wid, old.quoted_wamid, old.media_id),
            (excluded.rank, excluded.tie, excluded.kind, excluded.direction, excluded.origin, excluded.author,
                excluded.said_at, excluded.placeholder, excluded.quoted_wid, excluded.quoted_wamid,
                excluded.media_id)
        ) as c (rank, tie, kind, direction, origin, author, said_at, placeholder, quoted_wid, quoted_wamid, media_id)
        order by c.rank desc nulls last, c.tie desc limit 1
    ),
    heard_at = least(old.heard_at, excluded.heard_at),
    imported = coalesce(old.imported, true) and excluded.imported,
    told = greatest(old.told, excluded.told),
    queued_at = least(old.queued_at, excluded.queued_at),
    sent_at = least(old.sent_at, excluded.sent_at)
returning id, conversation_id, number_id, phone_node, user_node, said_at, xmax = 0

-- put_marks --
-- Note what happened to messages, also to ones that nobody has heard of yet.
insert into views.message as old (workspace_id, id, number_id, wid, wamid, attempt_id, told, queued_at, sending_at,
    held_at, unknown_at, offered_at, accepted_at, sent_at, delivered_at, read_at, played_at, edited_at, revoked_at,
    settled_at, settled, failed_at, failure_code, pricing_key, pricing)
select %s, t.id, t.number_id, t.wid, t.wamid, t.attempt_id, t.told, t.queued_at, t.sending_at, t.held_at,
    t.unknown_at, t.offered_at, t.accepted_at, t.sent_at, t.delivered_at, t.read_at, t.played_at, t.edited_at,
    t.revoked_at, t.settled_at, t.settled, t.failed_at, t.failure_code, t.pricing_key, t.pricing::jsonb
from unnest(%b::uuid[], %b::uuid[], %b::uuid[], %b::text[], %b::uuid[], %b::smallint[], %b::timestamptz[],
    %b::timestamptz[], %b::timestamptz[], %b::timestamptz[], %b::timestamptz[], %b::timestamptz[],
    %b::timestamptz[], %b::timestamptz[], %b::timestamptz[], %b::timestamptz[], %b::timestamptz[],
    %b::timestamptz[], %b::timestamptz[], %b::text[], %b::timestamptz[], %b::integer[], %b::bytea[], %b::text[]
) as t (id, number_id, wid, wamid, attempt_id, told, queued_at, sending_at, held_at, unknown_at, offered_at,
    accepted_at, sent_at, delivered_at, read_at, played_at, edited_at, revoked_at, settled_at, settled, failed_at,
    failure_code, pricing_key, pricing)
on conflict (workspace_id, id) do update set
    wid = least(old.wid, excluded.wid),
    wamid = case when old.wid is null or excluded.wid < old.wid then excluded.wamid else old.wamid end,
    number_id = least(old.number_id, excluded.number_id),
    attempt_id = least(old.attempt_id, excluded.attempt_id),
    told = greatest(old.told, excluded.told),
    queued_at = least(old.queued_at, excluded.queued_at),
    sending_at = greatest(old.sending_at, excluded.sending_at),
    held_at = greatest(old.held_at, excluded.held_at),
    unknown_at = least(old.unknown_at, excluded.unknown_at),
    offered_at = least(old.offered_at, excluded.offered_at),
    accepted_at = least(old.accepted_at, excluded.accepted_at),
    sent_at = least(old.sent_at, excluded.sent_at),
    delivered_at = least(old.delivered_at, excluded.delivered_at),
    read_at = least(old.read_at, excluded.read_at),
    played_at = least(old.played_at, excluded.played_at),
    edited_at = greatest(old.edited_at, excluded.edited_at),
    revoked_at = least(old.revoked_at, excluded.revoked_at),
    settled = case when (old.settled_at, old.settled collate "C") > (excluded.settled_at, excluded.settled collate "C")
        or excluded.settled_at is null then old.settled else excluded.settled end,
    settled_at = greatest(old.settled_at, excluded.settled_at),
    failure_code = case when (old.failed_at, old.failure_code) < (excluded.failed_at, excluded.failure_code)
        or excluded.failed_at is null then old.failure_code else excluded.failure_code end,
    failed_at = least(old.failed_at, excluded.failed_at),
    pricing = case when old.pricing_key <= excluded.pricing_key or excluded.pricing_key is null
        then old.pricing else excluded.pricing end,
    pricing_key = least(old.pricing_key, excluded.pricing_key)
returning id, conversation_id

-- rehome --
-- Put messages into the conversations to which they belong.
update views.message as m set conversation_id = t.conversation_id
from unnest(%b::uuid[], %b::uuid[]) as t (id, conversation_id)
where m.workspace_id = %s and m.id = t.id

-- homes --
-- The conversations in which these messages are.
select id, conversation_id from views.message
where workspace_id = %s and id = any(%b::uuid[]) and conversation_id is not null

-- phone_only --
-- Messages known only by these phones, whose holders are understood better now.
select id, number_id, phone_node, said_at, conversation_id from views.message
where workspace_id = %s and phone_node = any(%b::uuid[]) and user_node is null and kind is not null

-- rename --
-- All messages of a conversation go into another one.
update views.message as m set conversation_id = t.new
from unnest(%b::uuid[], %b::uuid[]) as t (old, new)
where m.workspace_id = %s and m.conversation_id = t.old and m.kind is not null
returning m.id

-- put_content --
-- Keep what was said, through the only door.
select views.put_content(%b::uuid[], %b::bytea[], %b::timestamptz[], %b::smallint[], %b::bytea[], %b::text[],
    %b::text[])

-- move_content --
-- Versions follow a message that turned out to be an attempt of ours.
select views.move_content(%b::uuid[], %b::uuid[])

-- move_media --
-- Files follow it too.
update views.media as m set message_id = t.attempt_id
from unnest(%b::uuid[], %b::uuid[]) as t (wid, attempt_id)
where m.workspace_id = %s and m.message_id = t.wid

-- put_reactions --
-- Keep reactions, through the only door; gives the conversations that lost one.
select left_by from views.put_reactions(%b::uuid[], %b::text[], %b::text[], %b::timestamptz[], %b::bytea[], %b::uuid[],
    %b::uuid[], %b::uuid[], %b::uuid[], %b::boolean[])

-- reactions_of --
-- Customers' reactions that may belong elsewhere now.
select target, number_id, phone_node, user_node, said_at, conversation_id from views.reactions_of(%b::uuid[], %b::uuid[])

-- move_reactions --
-- Put customers' reactions where they belong.
select views.move_reactions(%b::uuid[], %b::uuid[])

-- put_media --
-- Keep what Meta announced about files and where they are stored; what the store says beats what Meta said.
insert into views.media as old (workspace_id, id, number_id, message_id, meta_media_id, mime, sha256, filename, voice,
    size, state, storage_key, reason)
select %s, t.* from unnest(%b::uuid[], %b::uuid[], %b::uuid[], %b::text[], %b::text[], %b::text[], %b::text[],
    %b::boolean[], %b::bigint[], %b::text[], %b::text[], %b::text[]) as t
on conflict (workspace_id, id) do update set
    number_id = greatest(old.number_id, excluded.number_id),
    message_id = greatest(old.message_id, excluded.message_id),
    meta_media_id = greatest(old.meta_media_id collate "C", excluded.meta_media_id),
    filename = greatest(old.filename collate "C", excluded.filename),
    voice = old.voice or excluded.voice,
    (mime, sha256, size, storage_key) = (
        select c.mime, c.sha256, c.size, c.storage_key
        from (values
            (old.mime, old.sha256, old.size, old.storage_key),
            (excluded.mime, excluded.sha256, excluded.size, excluded.storage_key),
            (greatest(old.mime collate "C", excluded.mime), greatest(old.sha256 collate "C", excluded.sha256),
                null, null)
        ) as c (mime, sha256, size, storage_key)
        where c.storage_key is not null or (old.storage_key is null and excluded.storage_key is null)
        order by c.storage_key collate "C" desc nulls last, c.mime collate "C" desc nulls last,
            c.sha256 collate "C" desc nulls last limit 1
    ),
    reason = least(old.reason collate "C", excluded.reason),
    state = case when coalesce(old.storage_key, excluded.storage_key) is not null then 'stored'
        when coalesce(old.reason, excluded.reason) is not null then 'lost' else 'waiting' end
