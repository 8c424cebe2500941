-- Whether all messages were imported, and whether any was. A conversation that is past alone asks for nothing. As long
-- as nobody gave one with a past to anybody, it is that of the number's owner.
alter table views.conversation add column past boolean not null default false;
alter table views.conversation add column remembered boolean not null default false;
alter table views.conversation add column assigned_at timestamptz;

create index message_remembered on views.message (workspace_id, conversation_id) where kind is not null and imported;

-- Conversations that are here already: every workspace in turn, since its rows show themselves to itself alone.
do $$
declare here uuid;
begin
    for here in select id from config.workspace loop
        perform set_config('twinline.workspace', here::text, true);
        update views.conversation as c set
            past = not exists (
                select from views.message as m
                where m.workspace_id = here and m.conversation_id = c.id and m.kind is not null
                    and m.imported is not true
            ),
            remembered = exists (
                select from views.message as m
                where m.workspace_id = here and m.conversation_id = c.id and m.kind is not null and m.imported
            ),
            assigned_at = (
                select max(a.assigned_at) from views.attention as a
                where a.workspace_id = here and a.conversation_id = c.id
            )
        where c.workspace_id = here;
    end loop;
    perform set_config('twinline.workspace', '', true);
end $$;
