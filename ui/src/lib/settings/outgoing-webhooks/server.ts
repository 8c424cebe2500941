/** What the page of outgoing webhooks asks of the server. Throws Refused like every other request. */
import { api } from '$lib/api/client';
import { granted } from '$lib/api/refusal';
import type { components } from '$lib/api/schema';

type Schemas = components['schemas'];
export type Webhook = Schemas['OutgoingWebhook'];
export type Wanted = Schemas['NewOutgoingWebhook'];
export type Delivery = Schemas['OutgoingDelivery'];
export type Event = Wanted['events'][number];

const ALL = '/api/workspaces/{workspace}/outgoing-webhooks';
const ONE = '/api/workspaces/{workspace}/outgoing-webhooks/{webhook}';

export class OutgoingWebhooks {
	constructor(private readonly workspace: string) {}

	list = () => granted(api.GET(ALL, { params: { path: { workspace: this.workspace } } }));
	add = (body: Wanted) => granted(api.POST(ALL, { params: { path: { workspace: this.workspace } }, body }));
	change = (webhook: string, body: Schemas['OutgoingWebhookChange']) => granted(api.PATCH(ONE, { ...this.at(webhook), body }));
	remove = (webhook: string) => granted(api.DELETE(ONE, this.at(webhook)));
	renew = (webhook: string) => granted(api.POST(`${ONE}/secret`, this.at(webhook)));
	test = (webhook: string) => granted(api.POST(`${ONE}/test`, this.at(webhook)));
	deliveries = (webhook: string) => granted(api.GET(`${ONE}/deliveries`, this.at(webhook)));
	again = (webhook: string, delivery: string) =>
		granted(api.POST(`${ONE}/deliveries/{delivery}/again`, { params: { path: { workspace: this.workspace, webhook, delivery } } }));

	private at(webhook: string) {
		return { params: { path: { workspace: this.workspace, webhook } } };
	}
}
