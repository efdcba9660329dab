/** Texts that break careless pages. */
export const hostileTexts: readonly string[] = [
  '<script>document.title = "broken"</script>',
  "</script><script>document.title = 'broken'</script><!--",
  '"><img src=x onerror="document.title = 1"><svg onload="document.title = 2">',
  "\u202eright to left \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u2067 unclosed",
  "\u001b[31mred\u001b[0m \u0007bell \u0000null \u009b1mcsi",
  "a".repeat(100_000),
  "lone \ud800 surrogate, \u2028 line separator, emoji \ud83d\udc69\u200d\ud83d\udcbb",
  "{{constructor.constructor('document.title = 3')()}} javascript:alert(1)",
  "   ",
];

/** The same as names of classes, with names that objects have of their own. */
export const hostileNames: readonly string[] = [...hostileTexts, "__proto__", "constructor", "", "(none)"];
