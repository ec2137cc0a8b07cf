/** The file that holds the private half of a recovery key. It is made and read in the coordinator's browser, and goes nowhere else. */

export const RECOVERY_KIND = 'golden-thread-recovery-key';

/** The file's content. */
export interface RecoveryFile {
	readonly kind: typeof RECOVERY_KIND;
	readonly keyId: string;
	readonly key: {
		readonly kty: 'EC';
		readonly crv: 'P-256';
		readonly x: string;
		readonly y: string;
		readonly d: string;
	};
}

/** Gives what a file holds, or null where it is no recovery key. */
export function readRecoveryFile(text: string): RecoveryFile | null {
	try {
		const read = JSON.parse(text) as Partial<RecoveryFile> | null;
		const whole = read?.kind === RECOVERY_KIND && typeof read.keyId === 'string' && typeof read.key?.d === 'string';
		return whole ? (read as RecoveryFile) : null;
	} catch {
		return null;
	}
}

/** Gives the name under which the file of a key is saved. */
export function recoveryFileName(keyId: string): string {
	return `golden-thread-recovery-key-${keyId}.json`;
}

/** Gives the name and text of the file for a private key. */
export function recoveryFile(keyId: string, key: RecoveryFile['key']): { name: string; text: string } {
	const content: RecoveryFile = { kind: RECOVERY_KIND, keyId, key };
	return { name: recoveryFileName(keyId), text: `${JSON.stringify(content, null, '\t')}\n` };
}
