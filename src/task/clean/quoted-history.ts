/** Lines with which mail programs introduce a quoted mail, by language: "On 3 May 2024, Ann wrote:". They hold a digit of the date. */
const introductions = [
  /^on\s.*\bwrote\s*:$/,
  /^am\s.*\bschrieb\b.*:$/,
  /^le\s.*\ba écrit\s*:$/,
  /^el\s.*\bescribió\s*:$/,
  /^em\s.*\bescreveu\s*:$/,
  /^il\s.*\bha scritto\s*:$/,
  /^op\s.*\bschreef\b.*:$/,
  /^(?:den|den\s)\s?.*\bskrev\b.*:$/,
  /^(?:w dniu|dnia)\s.*\bnapisał(?:\(a\)|a)?\s*:$/,
  /^.*\d.*(?:写道|寫道|のメール|さんは書きました)\s*[:：]$/,
];
/** Maximum number of lines of an introduction: mail programs break long lines. */
const introductionLines = 3;

/** Lines between an answer and the mail that it answers. */
const separator =
  /^\s*-{2,}\s*(?:original message|original-nachricht|ursprüngliche nachricht|message d['’]origine|message original|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|ursprungligt meddelande|oprindelig meddelelse|исходное сообщение|原始邮件|原始郵件)\s*-{2,}\s*$/i;

/** Field names at the head of a quoted mail, by their place: sender, date, and recipient or subject. */
const fieldNames = [
  "from|von|de|da|van|från|fra|od|от|发件人|寄件者|差出人",
  "sent|date|gesendet|datum|envoyé|enviado|enviado el|fecha|data|inviato|verzonden|skickat|sendt|wysłano|отправлено|дата|发送时间|日期|送信日時",
  "to|subject|an|betreff|à|objet|para|asunto|assunto|a|oggetto|aan|onderwerp|till|ämne|til|emne|do|temat|кому|тема|收件人|主题|宛先|件名",
];
const fields = fieldNames.map((names) => new RegExp(`^[*\\s]*(?:${names})[*\\s]*[:：]`, "i"));
/** Number of lines after a sender in which the other fields have to stand. */
const fieldLines = 6;

/**
 * Removes the mails that a mail quotes: lines that begin with ">", with the line that introduces them, and all text from the head of an earlier mail on.
 * Answers between and after quoted lines are kept. A text in which only quoted mails would be left out and nothing remain is returned whole.
 */
export function withoutQuotedHistory(text: string): string {
  const lines = text.split(/\r\n|[\n\r]/);
  const kept: string[] = [];
  let isChanged = false;
  for (let i = 0; i < lines.length; i++) {
    if (separator.test(lines[i]) || isHeadOfMail(lines, i)) {
      isChanged = true;
      break;
    }
    const introduced = introductionAt(lines, i);
    if (introduced > 0) {
      isChanged = true;
      const next = nextVisible(lines, i + introduced);
      if (next === undefined || !isQuoted(lines[next])) break;
      i = next - 1;
    } else if (isQuoted(lines[i])) isChanged = true;
    else kept.push(lines[i]);
  }
  const left = kept.join("\n").trim();
  return isChanged && left !== "" ? left : text;
}

const isQuoted = (line: string): boolean => /^\s*>/.test(line);

/** Returns the number of lines of an introduction that begins at a line; zero if none does. */
function introductionAt(lines: readonly string[], start: number): number {
  let joined = "";
  for (let count = 1; count <= introductionLines && start + count <= lines.length; count++) {
    const line = lines[start + count - 1].trim();
    if (line === "" || line.length > 300) return 0;
    joined = `${joined} ${line}`.trim();
    const lower = joined.toLowerCase();
    if (/\d/.test(lower) && introductions.some((form) => form.test(lower))) return count;
  }
  return 0;
}

/** Returns whether the head of a mail begins at a line: its sender, date, and recipient or subject in the lines after it. */
function isHeadOfMail(lines: readonly string[], start: number): boolean {
  const [sender, ...others] = fields;
  if (!sender.test(lines[start])) return false;
  const head = lines.slice(start + 1, start + 1 + fieldLines);
  return others.every((field) => head.some((line) => field.test(line)));
}

function nextVisible(lines: readonly string[], start: number): number | undefined {
  for (let i = start; i < lines.length; i++) if (lines[i].trim() !== "") return i;
  return undefined;
}
