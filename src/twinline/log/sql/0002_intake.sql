-- What Meta delivered, sealed under the key of its hour, until the recorder has split it into facts.
-- None of these tables belongs to one workspace: whose data a body is, is known only after it was read.

create table keys.hour (
    hour    timestamptz primary key,
    wrapped bytea not null
);

create table views.intake (
    id          bigint generated always as identity primary key,
    app_id      text not null,
    heard_at    timestamptz not null,
    hour        timestamptz not null,
    nonce       bytea not null,
    sealed      bytea not null,
    size        int not null,
    recorded_at timestamptz
);
-- Ciphertext does not compress: trying to costs time on every body above 2 kB.
alter table views.intake alter column sealed set storage external;
create index intake_waiting on views.intake (id) where recorded_at is null;

create table views.quarantine (
    id              uuid primary key,
    at              timestamptz not null,
    intake_id       bigint not null,
    workspace_id    uuid,
    phone_number_id text,
    reason          text not null,
    hour            timestamptz not null,
    nonce           bytea not null,
    sealed          bytea not null,
    released_at     timestamptz
);
create index quarantine_held on views.quarantine (at) where released_at is null;

create table views.unadopted (
    id              uuid primary key,
    phone_number_id text,
    waba_id         text,
    hour            timestamptz not null,
    nonce           bytea not null,
    sealed          bytea not null,
    heard_at        timestamptz not null,
    adopted_at      timestamptz
);
create index unadopted_waiting on views.unadopted (phone_number_id, waba_id) where adopted_at is null;

grant insert on views.intake to twinline_gate;
grant select, insert on keys.hour to twinline_gate;
-- A live stream begins by saying how far its workspace is.
grant select on log.counter to twinline_gate;

grant select, delete, update (recorded_at) on views.intake to twinline_worker;
grant select on keys.hour to twinline_worker, twinline_web;
grant delete on keys.hour to twinline_worker;
grant select, insert, update, delete on views.quarantine, views.unadopted to twinline_worker;
grant select, update on views.quarantine, views.unadopted to twinline_web;
