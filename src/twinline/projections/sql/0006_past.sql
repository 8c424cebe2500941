-- How much of a number's past is here, and what of it is missing, is asked every few seconds while it arrives.
create index message_imported on views.message (workspace_id, number_id, said_at)
    include (conversation_id, media_id, placeholder) where imported and kind is not null;
-- Quoted here, said elsewhere; or told of, and never heard.
create index message_quoting on views.message (workspace_id, number_id, quoted_wid) where quoted_wid is not null;
create index message_headless on views.message (workspace_id, number_id) where kind is null;
create index message_withheld on views.message (workspace_id, number_id, placeholder) where placeholder is not null;
