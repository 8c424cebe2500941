-- Who waits longest goes first; the time at which a job is due says only from when it may go.
alter table config.send_job add column queued_at timestamptz;
update config.send_job set queued_at = changed_at;
alter table config.send_job alter column queued_at set not null;

drop index config.send_job_due;
drop index config.send_job_open;
create index send_job_line on config.send_job (number_id, priority, queued_at) where state = 'queued';
create index send_job_due on config.send_job (due_at) where state = 'queued';
create index send_job_open on config.send_job (state, due_at)
    where state in ('uploading', 'sending', 'unknown', 'offered');
