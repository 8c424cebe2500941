-- Of what Meta accepted, that of which it told too little: a row leaves when it is delivered.
create index message_untold on views.message (workspace_id, number_id, accepted_at)
    where accepted_at is not null and coalesce(delivered_at, read_at, played_at, failed_at) is null;
