const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");

const Mail = {
  // account adds an IMAP account with its identity and submission server, and lets the local calendar answer in its name.
  async account({ email, password, imap, smtp }) {
    const name = email.split("@")[0];
    const login = Cc["@mozilla.org/login-manager/loginInfo;1"].createInstance(Ci.nsILoginInfo);
    login.init("imap://127.0.0.1", null, "imap://127.0.0.1", name, password, "", "");
    await Services.logins.addLoginAsync(login);
    const server = MailServices.accounts.createIncomingServer(name, "127.0.0.1", "imap");
    server.port = Number(imap);
    server.socketType = Ci.nsMsgSocketType.plain;
    server.authMethod = Ci.nsMsgAuthMethod.passwordCleartext;
    const out = MailServices.outgoingServer.createServer("smtp");
    out.QueryInterface(Ci.nsISmtpServer);
    out.hostname = "127.0.0.1";
    out.port = Number(smtp);
    out.socketType = Ci.nsMsgSocketType.plain;
    out.authMethod = Ci.nsMsgAuthMethod.none;
    MailServices.outgoingServer.defaultServer = out;
    const identity = MailServices.accounts.createIdentity();
    identity.email = email;
    identity.fullName = "Essai";
    identity.smtpServerKey = out.key;
    identity.doFcc = false;
    const account = MailServices.accounts.createAccount();
    account.addIdentity(identity);
    account.incomingServer = server;
    MailServices.accounts.defaultAccount = account;
    const home = cal.manager.getCalendars().find(c => c.type == "storage");
    home.setProperty("disabled", false);
    home.setProperty("imip.identity.key", identity.key);
    return { account: account.key, calendar: home.name };
  },

  inbox() {
    const server = MailServices.accounts.defaultAccount.incomingServer;
    return server.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
  },

  // open waits for the invitation with this UID to come, and shows it in a tab.
  async open({ uid, timeout }) {
    const server = MailServices.accounts.defaultAccount.incomingServer;
    server.performExpand(null);
    const seen = new Set();
    let subjects = [], source = "";
    const header = await TB.until("the invitation", timeout, async () => {
      const inbox = Mail.inbox();
      if (!inbox) {
        return null;
      }
      inbox.updateFolder(null);
      await TB.sleep(1000);
      for (const h of inbox.messages) {
        if (seen.has(h.messageKey)) {
          continue;
        }
        const url = inbox.getUriForMsg(h);
        const text = await Mail.text(url);
        seen.add(h.messageKey);
        subjects.push(h.mime2DecodedSubject);
        if (Mail.decoded(text).includes("UID:" + uid)) {
          source = text;
          return h;
        }
      }
      return null;
    });
    const tab = TB.main.document.getElementById("tabmail").openTab("mailMessageTab", { messageURI: Mail.inbox().getUriForMsg(header) });
    const about = await TB.until("the message", timeout, () => {
      const w = tab.chromeBrowser?.contentWindow;
      return w?.document.readyState == "complete" && w.document.getElementById("imip-bar") ? w : null;
    });
    const bar = about.document.getElementById("imip-bar");
    await TB.until("the bar above the invitation", timeout, () => !bar.collapsed && Mail.buttons(about).length).catch(e => {
      throw new Error(`${e.message}; the message is\n${Mail.decoded(source).replace(/BEGIN:VTIMEZONE[^]*?END:VTIMEZONE/g, "")}`);
    });
    return { subject: header.mime2DecodedSubject, buttons: Mail.buttons(about), subjects };
  },

  // text streams a message's source.
  text: uri =>
    new Promise((resolve, reject) => {
      const service = MailServices.messageServiceFromURI(uri);
      let all = "";
      service.streamMessage(uri, {
        QueryInterface: ChromeUtils.generateQI(["nsIStreamListener"]),
        onStartRequest() {},
        onDataAvailable(_r, input, _o, count) {
          const s = Cc["@mozilla.org/scriptableinputstream;1"].createInstance(Ci.nsIScriptableInputStream);
          s.init(input);
          all += s.read(count);
        },
        onStopRequest(_r, status) { Components.isSuccessCode(status) ? resolve(all) : reject(new Error("source: " + status)); },
      }, null, null, false, "");
    }),

  // decoded is the base64 in a message's source, read, and unfolded.
  decoded: text =>
    (text.match(/(?:^[A-Za-z0-9+/=]{4,76}\r?\n)+/gm) || []).map(b => {
      try {
        return atob(b.replace(/\s/g, ""));
      } catch (e) {
        return "";
      }
    }).join("\n").replace(/\r?\n /g, ""),

  buttons: about => [...about.document.querySelectorAll("#imip-view-toolbar toolbarbutton")].filter(b => !b.hidden && b.checkVisibility()).map(b => b.id),

  // press presses a button above the message of the current tab, and waits until the answer is sent.
  async press({ button, timeout }) {
    const about = TB.main.document.getElementById("tabmail").currentTabInfo.chromeBrowser.contentWindow;
    about.document.getElementById(button).doCommand();
    await TB.until("the buttons to change", timeout, () => !Mail.buttons(about).includes(button));
    return { windows: TB.windows().map(w => w.url) };
  },
};
