-- Who is told over HTTP, and what. Secrets are sealed under the installation's key.
create table config.outgoing_webhook (
    workspace_id uuid not null,
    id uuid not null,
    url text not null,
    events text[] not null,
    secret bytea not null,
    -- Signs along until its time is over.
    previous_secret bytea,
    previous_until timestamptz,
    -- Switched off by a person; the receiver said it is gone; it failed for days.
    state text not null check (state in ('on', 'off', 'gone', 'failing')),
    failing_since timestamptz,
    created_at timestamptz not null,
    created_by uuid not null,
    primary key (workspace_id, id)
);

-- One event for one receiver. What is sent is kept as it was signed, so that each try sends the same bytes.
create table config.outgoing_delivery (
    workspace_id uuid not null,
    id uuid not null,
    webhook_id uuid not null,
    event text not null,
    payload bytea not null,
    state text not null check (state in ('waiting', 'delivered', 'failed')),
    created_at timestamptz not null,
    attempts integer not null default 0,
    tried_at timestamptz,
    next_at timestamptz,
    -- What the receiver answered, or the kind of the fault; never what it said.
    status integer,
    fault text,
    took_ms integer,
    primary key (workspace_id, id),
    foreign key (workspace_id, webhook_id) references config.outgoing_webhook on delete cascade
);
create index outgoing_delivery_webhook on config.outgoing_delivery (workspace_id, webhook_id, created_at desc);

-- Work for anybody's worker, without a word of it.
create table config.outgoing_job (
    workspace_id uuid not null,
    delivery_id uuid primary key,
    due_at timestamptz not null
);
create index outgoing_job_due on config.outgoing_job (due_at);

select config.bound(t) from unnest(array['config.outgoing_webhook', 'config.outgoing_delivery']::regclass[]) as t;

grant select, insert, update, delete
    on config.outgoing_webhook, config.outgoing_delivery, config.outgoing_job to twinline_web;
grant select, update on config.outgoing_webhook to twinline_worker;
grant select, insert, update, delete on config.outgoing_delivery, config.outgoing_job to twinline_worker;

-- Mail is about an alert, or about a webhook that was switched off.
alter table config.alert_mail add column about text not null default 'alert'
    check (about in ('alert', 'owner', 'webhook'));
