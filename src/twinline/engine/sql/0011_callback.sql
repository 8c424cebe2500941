-- Where Meta brings a number's webhooks, as it said when it was asked, and since when.
alter table config.vital add column callback_url text;
alter table config.vital add column callback_at timestamptz;
