import { Document, Scalar, stringify, visit } from 'yaml';
import { blockText, type YamlOptions } from './yaml-block.ts';

/**
 * What YAML 1.1 takes for a line break, and what it does not allow at all. Argo CD refuses a file that holds
 * one of these, and with one record all environments of its project.
 */
const UNSAFE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/u;
const LONE_SURROGATE = /^[\ud800-\udfff]$/;
/** What needs a closer look: octal numbers, and halves of characters, which are escaped already. */
const SUSPICIOUS = /0o|\\ud[89a-f]/i;
/** A number for some readers, though not by YAML 1.1. */
const OCTAL = /^[-+]?0o[0-7_]+$/;

/** Where a text holds a character that no YAML file may hold as it is, and which. */
export function unsafeCharacter(
  text: string,
): { readonly offset: number; readonly name: string } | undefined {
  const match = UNSAFE.exec(text);
  if (!match) return undefined;
  const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return { offset: match.index, name: `U+${code}` };
}

/** A value as YAML that every reader reads alike: what some would not is quoted and escaped. */
export function yamlText(value: unknown, options: YamlOptions): string {
  const format = { lineWidth: 0 };
  const text = blockText(value, options) ?? stringify(value, { ...options, ...format });
  if (!UNSAFE.test(text) && !SUSPICIOUS.test(text)) return text;
  const document = new Document(value, options);
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value !== 'string') return;
      if (!UNSAFE.test(node.value) && !OCTAL.test(node.value)) return;
      node.value = node.value.replace(new RegExp(UNSAFE, 'gu'), (character) =>
        LONE_SURROGATE.test(character) ? '\ufffd' : character,
      );
      node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString(format).replace(new RegExp(UNSAFE, 'gu'), escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
