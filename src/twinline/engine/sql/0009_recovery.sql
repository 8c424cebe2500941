-- When Meta was last asked for statuses that were lost, and how many came back that way.
alter table config.vital add column recovered_at timestamptz;
alter table config.vital add column recovered integer not null default 0;
