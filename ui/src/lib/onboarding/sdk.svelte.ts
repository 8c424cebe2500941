/** Meta's SDK in this page, and the one window that it opens. */
import { calledBack, outcome, told, type Outcome, type Told } from './signup';
import type { MetaApp, Mode, Signup } from './shapes';

type Facebook = {
	init: (settings: Record<string, unknown>) => void;
	login: (callback: (response: unknown) => void, options: Record<string, unknown>) => void;
};
declare global {
	interface Window {
		FB?: Facebook;
		fbAsyncInit?: () => void;
	}
}

export type SdkState = 'none' | 'loading' | 'ready' | 'blocked';

/** How long the other half of an answer is waited for, once the window gave the first; a closed one says it at once. */
const PATIENCE_MS = 5_000;
const CLOSED_MS = 1_500;
const LOAD_MS = 15_000;
/** Coexistence; a number of the Cloud API alone needs no feature. */
const FEATURE = 'whatsapp_business_app_onboarding';

export class MetaSdk {
	state = $state<SdkState>('none');

	constructor(private readonly signup: Signup) {}

	load(app: MetaApp): void {
		if (!app.config_id) return;
		this.state = 'loading';
		const begin = () => {
			window.FB?.init({ appId: app.app_id, autoLogAppEvents: false, xfbml: false, version: this.signup.version });
			this.state = window.FB ? 'ready' : 'blocked';
		};
		if (window.FB) return begin();
		window.fbAsyncInit = begin;
		this.fetch();
	}

	/** Opens Meta's window; resolves when it said all it will say. */
	ask(app: MetaApp, mode: Mode): Promise<Outcome> {
		return new Promise((resolve) => {
			const all: Told[] = [];
			let waiting: ReturnType<typeof setTimeout> | undefined;
			const finish = (patient: boolean) => {
				const now = outcome(all, patient);
				if (now.kind === 'waiting') return;
				clearTimeout(waiting);
				window.removeEventListener('message', hear);
				resolve(now);
			};
			const take = (one: Told) => {
				all.push(one);
				clearTimeout(waiting);
				waiting = setTimeout(() => finish(false), one.kind === 'no_code' ? CLOSED_MS : PATIENCE_MS);
				finish(true);
			};
			const hear = ({ origin, data }: MessageEvent) => {
				const one = told(origin, data, this.signup.origins);
				if (one) take(one);
			};
			window.addEventListener('message', hear);
			window.FB?.login((response) => take(calledBack(response)), {
				config_id: app.config_id,
				response_type: 'code',
				override_default_response_type: true,
				extras: { setup: {}, ...(mode === 'coexistence' ? { featureType: FEATURE } : {}), sessionInfoVersion: '3' }
			});
		});
	}

	private fetch(): void {
		const script = document.createElement('script');
		script.src = this.signup.script;
		script.async = true;
		script.crossOrigin = 'anonymous';
		script.onerror = () => (this.state = 'blocked');
		setTimeout(() => {
			if (this.state === 'loading') this.state = 'blocked';
		}, LOAD_MS);
		document.head.append(script);
	}
}
