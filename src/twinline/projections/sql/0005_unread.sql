-- The tabs say how many of theirs have something unread, up to a hundred: found without reading what was read.
create index conversation_unread on views.conversation (workspace_id, assigned_to, number_id)
    where asked_at > coalesce(greatest(read_up_to, phone_answered_at), '-infinity');
create index conversation_assigned on views.conversation (workspace_id, assigned_to, number_id);
