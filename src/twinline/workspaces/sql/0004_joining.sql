-- Attempts to connect a number: who began one, how far it came, what ended it.
create table config.joining (
    workspace_id uuid not null references config.workspace on delete cascade,
    id uuid not null,
    mode text not null check (mode in ('coexistence', 'cloud_api')),
    app_id text not null references config.meta_app (app_id),
    begun_by uuid not null,
    begun_at timestamptz not null,
    changed_at timestamptz not null,
    nonce_digest bytea not null check (length(nonce_digest) = 32),
    step text not null check (step in ('begun', 'exchanging', 'authorised', 'joined', 'cancelled', 'failed')),
    waba_id text,
    token bytea,
    token_expires_at timestamptz,
    -- A word for why it was cancelled or failed, stable and translated by the page.
    reason text,
    number_id uuid,
    primary key (workspace_id, id)
);
create index joining_begun on config.joining (workspace_id, begun_at desc);

select config.bound('config.joining'::regclass);

grant select, insert, update on config.joining to twinline_web;
