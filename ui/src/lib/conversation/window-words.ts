import { m } from '$lib/paraglide/messages';
import type { ServiceWindow } from '$lib/api/shapes';

/** Why a window is closed. */
export function windowReason(window: ServiceWindow): string {
	if (window.reason === 'never_wrote') return m.window_never_wrote();
	if (window.reason === 'before_onboarding') return m.window_before_onboarding();
	return m.window_expired();
}
