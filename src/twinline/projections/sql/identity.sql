-- lock --
-- One batch of a workspace is folded at a time, so that what it reads of people stays true until it commits.
select pg_advisory_xact_lock(7021962, hashtext(%s::uuid::text))

-- nodes --
-- What is known of these nodes.
select node, kind, value, person, first_at, profile_name, profile_at, username, username_at, app_name, app_at,
    form, form_at
from views.node where workspace_id = %s and node = any(%b::uuid[])

-- members --
-- What is known of all nodes of these persons.
select node, kind, value, person, first_at, profile_name, profile_at, username, username_at, app_name, app_at,
    form, form_at
from views.node where workspace_id = %s and person = any(%b::uuid[])

-- put_nodes --
-- Keep nodes as they were joined under the lock.
insert into views.node (workspace_id, node, kind, value, person, first_at, profile_name, profile_at, username,
    username_at, app_name, app_at, form, form_at)
select %s, t.* from unnest(%b::uuid[], %b::text[], %b::text[], %b::uuid[], %b::timestamptz[], %b::text[],
    %b::timestamptz[], %b::text[], %b::timestamptz[], %b::text[], %b::timestamptz[], %b::text[],
    %b::timestamptz[]) as t
on conflict (workspace_id, node) do update set
    first_at = excluded.first_at, profile_name = excluded.profile_name, profile_at = excluded.profile_at,
    username = excluded.username, username_at = excluded.username_at, app_name = excluded.app_name,
    app_at = excluded.app_at, form = excluded.form, form_at = excluded.form_at

-- put_holders --
-- Who was seen with which phone since when; gives the phones about which something new is known.
insert into views.holder as old (workspace_id, phone_node, user_node, since)
select %s, t.* from unnest(%b::uuid[], %b::uuid[], %b::timestamptz[]) as t
on conflict (workspace_id, phone_node, user_node) do update set since = excluded.since
    where excluded.since < old.since
returning phone_node

-- holders --
-- Everybody who was ever seen with these phones, and which person that is.
select h.phone_node, h.since, h.user_node, u.person
from views.holder as h
join views.node as u on u.workspace_id = h.workspace_id and u.node = h.user_node
where h.workspace_id = %s and h.phone_node = any(%b::uuid[])

-- phones --
-- The phones with which these user ids were seen.
select distinct phone_node from views.holder where workspace_id = %s and user_node = any(%b::uuid[])

-- put_links --
-- User ids that Meta said are one person.
insert into views.same_person (workspace_id, a, b)
select %s, t.* from unnest(%b::uuid[], %b::uuid[]) as t on conflict do nothing

-- join_persons --
-- Nodes follow their person into the one it became.
update views.node as n set person = t.person
from unnest(%b::uuid[], %b::uuid[]) as t (old, person)
where n.workspace_id = %s and n.person = t.old

-- contacts --
-- How persons are shown now.
select person, phone, user_id, username, profile_name, app_name
from views.contact where workspace_id = %s and person = any(%b::uuid[])

-- put_contacts --
-- Show persons so; gives those that look different from before.
insert into views.contact as old (workspace_id, person, phone, user_id, username, profile_name, app_name)
select %s, t.* from unnest(%b::uuid[], %b::text[], %b::text[], %b::text[], %b::text[], %b::text[]) as t
on conflict (workspace_id, person) do update set phone = excluded.phone, user_id = excluded.user_id,
    username = excluded.username, profile_name = excluded.profile_name, app_name = excluded.app_name
    where (old.phone, old.user_id, old.username, old.profile_name, old.app_name) is distinct from
        (excluded.phone, excluded.user_id, excluded.username, excluded.profile_name, excluded.app_name)
returning person

-- drop_contacts --
-- Persons that became part of another, and phones that turned out to be somebody's.
delete from views.contact where workspace_id = %s and person = any(%b::uuid[])

-- conversations_of --
-- The conversations of these persons.
select id, number_id, person from views.conversation where workspace_id = %s and person = any(%b::uuid[])
