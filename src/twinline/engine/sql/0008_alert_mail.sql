-- Mail about alerts, one row for each person who is told. Work for anybody's worker, without content.
create table config.alert_mail (
    workspace_id uuid not null,
    alert_id uuid not null,
    user_id uuid not null,
    state text not null check (state in ('wanted', 'sent', 'dropped', 'failed')),
    tries integer not null default 0,
    due_at timestamptz not null,
    changed_at timestamptz not null,
    -- The kind of the last fault, never what a server said.
    fault text,
    primary key (alert_id, user_id)
);
create index alert_mail_due on config.alert_mail (due_at) where state = 'wanted';

grant select, insert, update, delete on config.alert_mail to twinline_worker;
