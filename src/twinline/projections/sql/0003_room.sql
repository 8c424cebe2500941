-- Rows that are written again and again stay on their page when it has room for another version of them.
alter table views.node set (fillfactor = 70);
alter table log.stream_head set (fillfactor = 70);
