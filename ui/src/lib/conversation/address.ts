/** The filter of the list as it stands in the address, so that it survives a reload and can be sent to a colleague. */
import type { Filter, Tab } from './rows';

const tabs: readonly string[] = ['mine', 'unassigned', 'all'];

export function filterOf(params: URLSearchParams): Filter {
	const tab = params.get('tab') ?? 'all';
	return { tab: (tabs.includes(tab) ? tab : 'all') as Tab, unread: params.has('unread'), number: params.get('number'), q: params.get('q') ?? '' };
}

export function queryOf({ tab, unread, number, q }: Filter): string {
	const params = new URLSearchParams();
	if (tab !== 'all') params.set('tab', tab);
	if (unread) params.set('unread', '1');
	if (number) params.set('number', number);
	if (q) params.set('q', q);
	const query = params.toString();
	return query && `?${query}`;
}
