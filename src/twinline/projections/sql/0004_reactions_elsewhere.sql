-- A later reaction may come from another conversation's customer; the one that loses it is told, to be worked out anew.
drop function views.put_reactions(uuid[], text[], text[], timestamptz[], bytea[], uuid[], uuid[], uuid[], uuid[], boolean[]);

create function views.put_reactions(
    targets uuid[], actors text[], emojis text[], said timestamptz[], ties bytea[],
    numbers uuid[], phones uuid[], users uuid[], conversations uuid[], are_imported boolean[]
) returns table (left_by uuid)
language sql volatile security definer set search_path = views, pg_temp as $$
    with before as (
        select r.target_wid, r.actor, r.conversation_id
        from unnest(targets, actors) as t (target_wid, actor)
        join views.reaction as r
            on r.workspace_id = views.bound_workspace() and r.target_wid = t.target_wid and r.actor = t.actor
    ), put as (
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
        returning target_wid, actor, conversation_id
    )
    select before.conversation_id from before join put using (target_wid, actor)
    where before.conversation_id is not null and before.conversation_id is distinct from put.conversation_id
$$;

alter function views.put_reactions(
    uuid[], text[], text[], timestamptz[], bytea[], uuid[], uuid[], uuid[], uuid[], boolean[]
) owner to finder;
revoke all on function views.put_reactions(
    uuid[], text[], text[], timestamptz[], bytea[], uuid[], uuid[], uuid[], uuid[], boolean[]
) from public;
grant execute on function views.put_reactions(
    uuid[], text[], text[], timestamptz[], bytea[], uuid[], uuid[], uuid[], uuid[], boolean[]
) to twinline_web, twinline_worker;
