/** Sending mail, where the operator set a mail server: plain text, one person at a time. Without one there is no mailer at all. */
import { createTransport } from 'nodemailer';
import type { Settings } from './env.ts';

export interface Mail {
	readonly to: string;
	readonly subject: string;
	readonly text: string;
}

export interface Mailer {
	/** Hands one mail over. Throws where the mail server did not take it. */
	send(mail: Mail): Promise<void>;
	/** Talks to the mail server without sending anything. Throws where it does not answer or does not let us in. */
	check(): Promise<void>;
}

/** How long a mail server may take to answer: a coordinator waits for it. */
const PATIENCE_MS = 15_000;

/** Whether a mail server is on this very machine: only then may a password go unencrypted. */
function isLocal(hostname: string): boolean {
	return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** Gives the mailer of the settings, or null where there is none. Opens no connection yet. */
export function openMailer({ smtpUrl, mailFrom }: Pick<Settings, 'smtpUrl' | 'mailFrom'>): Mailer | null {
	if (smtpUrl === null || mailFrom === null) return null;
	const url = new URL(smtpUrl);
	const secure = url.protocol === 'smtps:';
	const transport = createTransport({
		host: url.hostname.replace(/^\[|\]$/g, ''),
		port: url.port ? Number(url.port) : secure ? 465 : 587,
		secure,
		requireTLS: !secure && !isLocal(url.hostname),
		...(url.username && {
			auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
		}),
		connectionTimeout: PATIENCE_MS,
		greetingTimeout: PATIENCE_MS,
		socketTimeout: PATIENCE_MS,
		// What we send is text of our own: nothing is fetched or read from files for it.
		disableFileAccess: true,
		disableUrlAccess: true
	});
	return {
		async send({ to, subject, text }) {
			const { rejected } = await transport.sendMail({ from: mailFrom, to: { name: '', address: to }, subject, text });
			if (rejected.length > 0) throw new Error('the mail server refused the address');
		},
		async check() {
			await transport.verify();
		}
	};
}
