import { overwriteGetLocale, setLocale, isLocale, getLocale, locales, type Locale } from '$lib/paraglide/runtime';

const kept = $state({ locale: getLocale() });

// Texts read the language through here, so a change redraws them without loading the page again.
overwriteGetLocale(() => kept.locale);

export const locale = {
	get current(): Locale {
		return kept.locale;
	},
	/** The tag that dates and numbers are formatted with. */
	get region(): string {
		return kept.locale === 'en' ? 'en-GB' : `${kept.locale}-CH`;
	}
};

export function speak(wanted: string): void {
	if (!isLocale(wanted)) return;
	kept.locale = wanted;
	void setLocale(wanted, { reload: false });
	document.documentElement.lang = wanted;
}

/** Each language in its own name. */
export const languages: readonly { code: Locale; name: string }[] = locales.map((code) => ({
	code,
	name: { en: 'English', de: 'Deutsch', fr: 'Français', it: 'Italiano' }[code]
}));
