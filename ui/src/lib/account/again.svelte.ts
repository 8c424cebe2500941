/** Changing how one signs in asks once more who is there: whatever needs that waits here for the answer. */
import type { Answer, Factor } from '$lib/session/allauth';

type Question = { password: boolean; factors: Factor[]; answer: (confirmed: boolean) => void };
const kept = $state<{ question: Question | null }>({ question: null });

export const again = {
	get question(): Question | null {
		return kept.question;
	}
};

/** Does it, and does it once more after the person has confirmed who they are, where the server asks for that. */
export async function confirmed(act: () => Promise<Answer>): Promise<Answer> {
	const answer = await act();
	if (answer.status !== 401 || !answer.signedIn) return answer;
	return (await asked(answer)) ? act() : answer;
}

function asked({ flows }: Answer): Promise<boolean> {
	kept.question?.answer(false);
	return new Promise((resolve) => {
		kept.question = {
			password: flows.some((flow) => flow.id === 'reauthenticate'),
			factors: flows.find((flow) => flow.id === 'mfa_reauthenticate')?.types ?? [],
			answer: (outcome) => {
				kept.question = null;
				resolve(outcome);
			}
		};
	});
}
