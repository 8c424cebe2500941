-- The configuration of Embedded Signup, and whose app it is: without a workspace it is the whole installation's.
alter table config.meta_app add column config_id text not null default '';
alter table config.meta_app add column workspace_id uuid references config.workspace on delete restrict;
