-- put_attention --
-- What people here did with conversations.
insert into views.attention as old (workspace_id, number_id, node, conversation_id, read_up_to, read_at, assigned_to,
    assigned_at)
select %s, t.* from unnest(%b::uuid[], %b::uuid[], %b::uuid[], %b::timestamptz[], %b::timestamptz[], %b::uuid[],
    %b::timestamptz[]) as t
on conflict (workspace_id, number_id, node) do update set
    read_up_to = greatest(old.read_up_to, excluded.read_up_to),
    read_at = greatest(old.read_at, excluded.read_at),
    assigned_to = case when excluded.assigned_at is null or (old.assigned_at, coalesce(old.assigned_to::text, '') collate "C")
        > (excluded.assigned_at, coalesce(excluded.assigned_to::text, '') collate "C") then old.assigned_to
        else excluded.assigned_to end,
    assigned_at = greatest(old.assigned_at, excluded.assigned_at)
returning number_id, node, conversation_id, read_up_to, assigned_at

-- attention_of --
-- What is known by these nodes, whose persons are understood better now.
select number_id, node, conversation_id, read_up_to, assigned_at from views.attention
where workspace_id = %s and node = any(%b::uuid[])

-- move_attention --
-- Put it where it belongs.
update views.attention as a set conversation_id = t.conversation_id
from unnest(%b::uuid[], %b::uuid[], %b::uuid[]) as t (number_id, node, conversation_id)
where a.workspace_id = %s and a.number_id = t.number_id and a.node = t.node

-- known --
-- Whose conversations these are.
select id, number_id, person from views.conversation where workspace_id = %s and id = any(%b::uuid[])

-- put_conversations --
-- Work out conversations again from their messages, reactions and what people did; empty ones give no row.
insert into views.conversation (workspace_id, id, number_id, person, last_said_at, last_heard_at, last_message_id,
    inbound_at, asked_at, outbound_at, phone_answered_at, past, remembered, read_up_to, read_at, assigned_to,
    assigned_at)
select w.workspace_id, t.id, t.number_id, t.person, last.said_at, last.heard_at, last.id,
    greatest(asked.said_at, reacted.said_at), asked.said_at, greatest(phone.said_at, here.said_at), phone.said_at,
    live.found is null, before.found is not null, care.read_up_to, care.read_at, given.assigned_to, given.assigned_at
from (select %s::uuid as workspace_id) as w
cross join unnest(%b::uuid[], %b::uuid[], %b::uuid[]) as t (id, number_id, person)
cross join lateral (
    select said_at, heard_at, id from views.message as m
    where m.workspace_id = w.workspace_id and m.conversation_id = t.id and m.kind is not null
    order by m.said_at desc, m.heard_at desc, m.id desc limit 1
) as last
left join views.reacted_at(%b::uuid[]) as reacted on reacted.conversation_id = t.id
cross join lateral (
    select max(said_at) as said_at from views.message as m
    where m.workspace_id = w.workspace_id and m.conversation_id = t.id and m.origin = 'customer' and not m.imported
) as asked
cross join lateral (
    select max(said_at) as said_at from views.message as m
    where m.workspace_id = w.workspace_id and m.conversation_id = t.id and m.direction = 'outbound'
        and (m.origin = 'phone' and not m.imported)
) as phone
cross join lateral (
    select max(said_at) as said_at from views.message as m
    where m.workspace_id = w.workspace_id and m.conversation_id = t.id and m.direction = 'outbound'
        and (m.origin = 'phone' and not m.imported) = false
) as here
left join lateral (
    select true as found from views.message as m
    where m.workspace_id = w.workspace_id and m.conversation_id = t.id and m.kind is not null and m.imported is not true
    order by m.said_at desc, m.heard_at desc, m.id desc limit 1
) as live on true
-- Not by exists: that hashes what the whole workspace has imported, for each batch.
left join lateral (
    select true as found from views.message as m
    where m.workspace_id = w.workspace_id and m.conversation_id = t.id and m.kind is not null and m.imported limit 1
) as before on true
cross join lateral (
    select max(read_up_to) as read_up_to, max(read_at) as read_at from views.attention as a
    where a.workspace_id = w.workspace_id and a.conversation_id = t.id
) as care
left join lateral (
    select assigned_to, assigned_at from views.attention as a
    where a.workspace_id = w.workspace_id and a.conversation_id = t.id and a.assigned_at is not null
    order by a.assigned_at desc, coalesce(a.assigned_to::text, '') collate "C" desc limit 1
) as given on true
on conflict (workspace_id, id) do update set
    person = excluded.person, last_said_at = excluded.last_said_at, last_heard_at = excluded.last_heard_at,
    last_message_id = excluded.last_message_id, inbound_at = excluded.inbound_at, asked_at = excluded.asked_at,
    outbound_at = excluded.outbound_at, phone_answered_at = excluded.phone_answered_at,
    past = excluded.past, remembered = excluded.remembered, read_up_to = excluded.read_up_to,
    read_at = excluded.read_at, assigned_to = excluded.assigned_to, assigned_at = excluded.assigned_at

-- grow --
-- Conversations that are there take in messages that nobody had heard of; gives those that were there.
update views.conversation as c set
    (last_said_at, last_heard_at, last_message_id) = (
        select l.said_at, l.heard_at, l.id
        from (values (c.last_said_at, c.last_heard_at, c.last_message_id), (t.said_at, t.heard_at, t.message_id))
            as l (said_at, heard_at, id)
        order by l.said_at desc, l.heard_at desc, l.id desc limit 1
    ),
    inbound_at = greatest(c.inbound_at, t.asked_at),
    asked_at = greatest(c.asked_at, t.asked_at),
    outbound_at = greatest(c.outbound_at, t.outbound_at),
    phone_answered_at = greatest(c.phone_answered_at, t.phone_answered_at),
    past = c.past and t.past,
    remembered = c.remembered or t.remembered
from unnest(%b::uuid[], %b::timestamptz[], %b::timestamptz[], %b::uuid[], %b::timestamptz[], %b::timestamptz[],
    %b::timestamptz[], %b::boolean[], %b::boolean[])
    as t (id, said_at, heard_at, message_id, asked_at, outbound_at, phone_answered_at, past, remembered)
where c.workspace_id = %s and c.id = t.id
returning c.id

-- drop_empty --
-- Conversations that became part of others.
delete from views.conversation as c
where c.workspace_id = %s and c.id = any(%b::uuid[]) and not exists (
    select from views.message as m
    where m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.kind is not null
)
returning id, number_id, person

-- put_alias --
-- Remember where a conversation that was shown has gone.
insert into views.alias (workspace_id, id, number_id, node)
select %s, t.* from unnest(%b::uuid[], %b::uuid[], %b::uuid[]) as t on conflict do nothing
