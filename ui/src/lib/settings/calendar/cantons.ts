import { m } from '$lib/paraglide/messages';

/** The cantons by their official letters, named in the reader's language. */
export const cantons: readonly { code: string; name: () => string }[] = [
	{ code: 'AG', name: m.canton_AG }, { code: 'AI', name: m.canton_AI }, { code: 'AR', name: m.canton_AR }, { code: 'BE', name: m.canton_BE },
	{ code: 'BL', name: m.canton_BL }, { code: 'BS', name: m.canton_BS }, { code: 'FR', name: m.canton_FR }, { code: 'GE', name: m.canton_GE },
	{ code: 'GL', name: m.canton_GL }, { code: 'GR', name: m.canton_GR }, { code: 'JU', name: m.canton_JU }, { code: 'LU', name: m.canton_LU },
	{ code: 'NE', name: m.canton_NE }, { code: 'NW', name: m.canton_NW }, { code: 'OW', name: m.canton_OW }, { code: 'SG', name: m.canton_SG },
	{ code: 'SH', name: m.canton_SH }, { code: 'SO', name: m.canton_SO }, { code: 'SZ', name: m.canton_SZ }, { code: 'TG', name: m.canton_TG },
	{ code: 'TI', name: m.canton_TI }, { code: 'UR', name: m.canton_UR }, { code: 'VD', name: m.canton_VD }, { code: 'VS', name: m.canton_VS },
	{ code: 'ZG', name: m.canton_ZG }, { code: 'ZH', name: m.canton_ZH }
];
