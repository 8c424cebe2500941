-- The position of the last change to who sees which number: a page from before it loads afresh.
alter table config.workspace add column reshaped bigint not null default 0;

-- Groups of members; a number may be kept to some of them.
create table config.team (
    workspace_id uuid not null references config.workspace on delete cascade,
    id uuid not null,
    name text not null check (length(name) between 1 and 80),
    primary key (workspace_id, id)
);
create unique index team_name on config.team (workspace_id, lower(name));

create table config.team_member (
    workspace_id uuid not null,
    team_id uuid not null,
    user_id uuid not null references config."user" on delete cascade,
    primary key (workspace_id, team_id, user_id),
    foreign key (workspace_id, team_id) references config.team on delete cascade
);
create index team_member_user on config.team_member (workspace_id, user_id);

create table config.number_team (
    workspace_id uuid not null,
    number_id uuid not null,
    team_id uuid not null,
    primary key (workspace_id, number_id, team_id),
    foreign key (workspace_id, team_id) references config.team on delete cascade
);

-- Business hours of a workspace, a team or a number; one without a row inherits.
create table config.calendar (
    workspace_id uuid not null references config.workspace on delete cascade,
    scope text not null check (scope ~ '^(workspace|(team|number)/[0-9a-f-]{36})$'),
    hours jsonb not null,
    primary key (workspace_id, scope)
);

select config.bound(t) from unnest(array[
    'config.team', 'config.team_member', 'config.number_team', 'config.calendar'
]::regclass[]) as t;

-- Known by sha256 of the link's token, for whoever opens it is in no workspace yet.
create table config.invitation (
    id uuid primary key,
    workspace_id uuid not null references config.workspace on delete cascade,
    digest bytea not null unique check (length(digest) = 32),
    email text not null check (email = lower(email)),
    role text not null,
    teams uuid[] not null,
    language text not null,
    invited_by uuid not null references config."user",
    expires_at timestamptz not null
);
create unique index invitation_once on config.invitation (workspace_id, email);

grant select, insert, update, delete
    on config.team, config.team_member, config.number_team, config.calendar, config.invitation to twinline_web;
grant select on config.team, config.team_member, config.number_team, config.calendar to twinline_worker;
