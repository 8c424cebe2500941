-- The only doors to what was said. The functions belong to finder, whom row-level security does not bind, so
-- each of them filters by the workspace of the running transaction itself.
create function views.bound_workspace() returns uuid language sql stable as $$
    select nullif(current_setting('twinline.workspace', true), '')::uuid
$$;

-- Keep versions of messages; of two copies of one version the higher (rank, tie) stays.
create function views.put_content(
    messages uuid[], version_keys bytea[], said timestamptz[], ranks smallint[], ties bytea[],
    kinds text[], bodies text[]
) returns void language sql volatile security definer set search_path = views, pg_temp as $$
    insert into views.content as old
        (workspace_id, message_id, version_key, version_said_at, rank, tie, kind, body)
    select views.bound_workspace(), m, k, s, r, t, n, b::jsonb
    from unnest(messages, version_keys, said, ranks, ties, kinds, bodies) as v (m, k, s, r, t, n, b)
    on conflict (workspace_id, message_id, version_key) do update
        set version_said_at = excluded.version_said_at, rank = excluded.rank, tie = excluded.tie,
            kind = excluded.kind, body = excluded.body
        where (excluded.rank, excluded.tie) > (old.rank, old.tie)
$$;

-- A message turned out to be one of our attempts: its versions go there.
create function views.move_content(sources uuid[], targets uuid[])
returns void language plpgsql volatile security definer set search_path = views, pg_temp as $$
declare
    step record;
begin
    for step in select * from unnest(sources, targets) as t (source, target) loop
        with gone as (
            delete from views.content
            where workspace_id = views.bound_workspace() and message_id = step.source returning *
        )
        insert into views.content as old
            (workspace_id, message_id, version_key, version_said_at, rank, tie, kind, body)
        select workspace_id, step.target, version_key, version_said_at, rank, tie, kind, body from gone
        on conflict (workspace_id, message_id, version_key) do update
            set version_said_at = excluded.version_said_at, rank = excluded.rank, tie = excluded.tie,
                kind = excluded.kind, body = excluded.body
            where (excluded.rank, excluded.tie) > (old.rank, old.tie);
    end loop;
end
$$;

-- Keep reactions; the later one stays, and of two in the same second the one with the higher tie.
create function views.put_reactions(
    targets uuid[], actors text[], emojis text[], said timestamptz[], ties bytea[],
    numbers uuid[], phones uuid[], users uuid[], conversations uuid[], are_imported boolean[]
) returns void language sql volatile security definer set search_path = views, pg_temp as $$
    insert into views.reaction as old
        (workspace_id, target_wid, actor, emoji, said_at, tie, number_id, phone_node, user_node,
         conversation_id, imported)
    select views.bound_workspace(), t.*
    from unnest(targets, actors, emojis, said, ties, numbers, phones, users, conversations, are_imported) as t
    on conflict (workspace_id, target_wid, actor) do update
        set emoji = excluded.emoji, said_at = excluded.said_at, tie = excluded.tie,
            phone_node = excluded.phone_node, user_node = excluded.user_node,
            conversation_id = excluded.conversation_id, imported = excluded.imported
        where (excluded.said_at, excluded.tie) > (old.said_at, old.tie)
$$;

-- Reactions of customers whose phone or person was understood better: where they are now.
create function views.reactions_of(phones uuid[], users uuid[])
returns table (target uuid, number_id uuid, phone_node uuid, user_node uuid, said_at timestamptz, conversation_id uuid)
language sql stable security definer set search_path = views, pg_temp as $$
    select r.target_wid, r.number_id, r.phone_node, r.user_node, r.said_at, r.conversation_id
    from views.reaction as r
    where r.workspace_id = views.bound_workspace() and r.actor = 'customer'
        and ((r.user_node is null and r.phone_node = any(phones)) or r.user_node = any(users))
$$;

create function views.move_reactions(targets uuid[], conversations uuid[])
returns void language sql volatile security definer set search_path = views, pg_temp as $$
    update views.reaction as r set conversation_id = t.conversation_id
    from unnest(targets, conversations) as t (target, conversation_id)
    where r.workspace_id = views.bound_workspace() and r.target_wid = t.target and r.actor = 'customer'
$$;

-- When each conversation's customer last reacted live: that opens the service window too.
create function views.reacted_at(conversations uuid[])
returns table (conversation_id uuid, said_at timestamptz)
language sql stable security definer set search_path = views, pg_temp as $$
    select r.conversation_id, max(r.said_at) from views.reaction as r
    where r.workspace_id = views.bound_workspace() and r.conversation_id = any(conversations)
        and r.actor = 'customer' and not r.imported
    group by r.conversation_id
$$;

-- What was said in these messages, oldest version first, and what stands beside it; the reading goes on record.
create function views.read_content(ids uuid[], reader text, purpose text)
returns table (message_id uuid, version integer, version_said_at timestamptz, body jsonb, reactions jsonb)
language plpgsql volatile security definer set search_path = views, pg_temp as $$
begin
    insert into log.access (workspace_id, reader, purpose, message_ids)
    select views.bound_workspace(), read_content.reader, read_content.purpose, read_content.ids
    where cardinality(read_content.ids) > 0;
    return query
    select c.message_id,
        (row_number() over (
            partition by c.message_id order by c.version_key <> '', c.version_said_at, c.version_key
        ))::integer,
        c.version_said_at, c.body,
        coalesce((
            select jsonb_agg(jsonb_build_object('by', r.actor, 'emoji', r.emoji) order by r.actor)
            from views.message as m
            join views.reaction as r on r.workspace_id = m.workspace_id and r.target_wid = m.wid
            where m.workspace_id = c.workspace_id and m.id = c.message_id and r.emoji is not null
        ), '[]'::jsonb)
    from views.content as c
    where c.workspace_id = views.bound_workspace() and c.message_id = any(read_content.ids)
    order by c.message_id, 2;
end
$$;

do $$
declare
    f regprocedure;
begin
    foreach f in array array[
        'views.put_content(uuid[], bytea[], timestamptz[], smallint[], bytea[], text[], text[])',
        'views.move_content(uuid[], uuid[])',
        'views.put_reactions(uuid[], text[], text[], timestamptz[], bytea[], uuid[], uuid[], uuid[], uuid[], boolean[])',
        'views.reactions_of(uuid[], uuid[])', 'views.move_reactions(uuid[], uuid[])',
        'views.reacted_at(uuid[])',
        'views.read_content(uuid[], text, text)'
    ]::regprocedure[] loop
        execute format('alter function %s owner to finder', f);
        execute format('revoke all on function %s from public', f);
        execute format('grant execute on function %s to twinline_web, twinline_worker', f);
    end loop;
end
$$;
