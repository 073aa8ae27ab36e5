//! The packaged configurations for moving one form at a time: what Injaaz needs comes to Injaaz, and only the old
//! addresses of forms that have not moved go to the legacy app.

use super::nginx::{client, free_port, nginx};
use crate::{browser::server::Server, support::accounts};
use injaaz::web::auth::permissions;
use rocket::http::Method;
use std::{
    fs,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use time::OffsetDateTime;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};

/// The blocks of the forms that have not moved, the folder of their addresses, and a report of each.
const FORMS: [(&str, &str, &str, &str); 3] = [
    ("HVAC & MEP", "hvac_mep", "/hvac-mep/", "/generated/HVAC_MEP_Marina_20251202_011425.xlsx"),
    ("Civil", "civil", "/civil/", "/generated/Civil_Tower_20251202_011425.pdf"),
    ("Cleaning", "cleaning", "/cleaning/", "/generated/Cleaning_Assessment_X_20251202_011425.pdf"),
];

/// An HTTP server that answers every request as the legacy app.
async fn old_app() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut head = [0; 16 * 1024];
                let _ = stream.read(&mut head).await;
                let answer =
                    "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nX-Old-App: yes\r\nConnection: close\r\n\r\nold app";
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    port
}

/// The file of the recipe without the blocks of the forms that have moved.
fn recipe(file: &str, old_app: u16, moved: &[&str]) -> String {
    let path = format!("{}/packaging/{file}", env!("CARGO_MANIFEST_DIR"));
    let mut recipe = fs::read_to_string(path).unwrap();
    assert!(recipe.contains("127.0.0.1:5000"));
    recipe = recipe.replace("127.0.0.1:5000", &format!("127.0.0.1:{old_app}"));
    for name in moved {
        let (before, rest) = recipe.split_once(&format!("# {name}: begin")).expect("the begin of a block");
        let (_, after) = rest.split_once(&format!("# {name}: end")).expect("its end");
        recipe = format!("{before}{after}");
    }
    recipe
}

async fn injaaz() -> (Server, u16) {
    let settings = [("INJAAZ_PUBLIC_URL", "https://localhost"), ("INJAAZ_TRUSTED_PROXIES", "127.0.0.1")];
    let server = Server::with(settings.map(|(name, value)| (name, value.to_owned())).to_vec()).await;
    let port = server.base.rsplit_once(':').unwrap().1.parse().unwrap();
    (server, port)
}

/// Whether the legacy app answers.
async fn goes_to_old_app(client: &reqwest::Client, base: &str, method: Method, path: &str) -> bool {
    let address = format!("{base}{path}");
    let request = if method == Method::Get { client.get(address) } else { client.post(address).body("a=b") };
    let answer = request.header("Host", "localhost").send().await.unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(answer.status().as_u16() != 502, "{path}");
    answer.headers().contains_key("x-old-app")
}

/// Everything that a proxy with this recipe must get right.
async fn check(base: &str, server: &Server, moved: &[&str]) {
    let client = client();
    for (name, module, folder, report) in FORMS {
        let here = moved.contains(&name);
        for (method, path) in [
            (Method::Get, format!("{folder}form")),
            (Method::Post, format!("{folder}submit")),
            (Method::Get, report.to_owned()),
        ] {
            assert_eq!(goes_to_old_app(&client, base, method, &path).await, !here, "{path}, moved: {moved:?}");
        }
        let page = client.get(format!("{base}/forms/{module}")).header("Host", "localhost").send().await.unwrap();
        let leads_to = page.headers().get("location").map(|to| to.to_str().unwrap_or_default().to_owned());
        let expected = if here { format!("/sign-in?next=%2Fforms%2F{module}") } else { format!("{folder}form") };
        assert!(leads_to.as_ref().is_some_and(|to| to.ends_with(&expected)), "{module}: {leads_to:?}");
    }
    assert!(goes_to_old_app(&client, base, Method::Get, "/static/css/style.css").await);
    assert!(!goes_to_old_app(&client, base, Method::Get, "/static/service-worker.js").await);
    // Every address of Injaaz that the legacy app did not have.
    let mut asked = 0;
    for (method, path, access) in permissions::lines() {
        let of_a_form = FORMS.iter().any(|(_, _, folder, _)| format!("{path}/").starts_with(folder));
        let redirected = path.starts_with("/forms/") || path.starts_with("/generated/");
        if of_a_form || redirected || !matches!(method, Method::Get | Method::Post) {
            continue;
        }
        let filled: Vec<&str> =
            path.split('/').map(|part| if part.starts_with('<') { "0a1b2c3d" } else { part }).collect();
        assert!(!goes_to_old_app(&client, base, *method, &filled.join("/")).await, "{path} {access:?}");
        asked += 1;
    }
    assert!(asked > 100, "{asked}");
    // A person signs in, sees their account with its styles, and opens the form that has moved.
    let session = accounts::sign_in(&server.database, "inspector", OffsetDateTime::now_utc()).await;
    let ask = |path: &str| {
        let request = client.get(format!("{base}{path}")).header("Host", "localhost");
        request.header("Cookie", format!("__Host-session={}", session.token))
    };
    let account = ask("/account").send().await.unwrap();
    assert_eq!(account.status(), 200);
    let page = account.text().await.unwrap();
    let style = page.split("href=\"").map(|rest| rest.split('"').next().unwrap_or_default());
    let style = style.into_iter().find(|href| href.starts_with("/static/")).expect("a file of the page").to_owned();
    let style = ask(&style).send().await.unwrap();
    assert!(style.status() == 200 && !style.headers().contains_key("x-old-app"));
    for (name, module, ..) in FORMS {
        let status = ask(&format!("/forms/{module}")).send().await.unwrap().status().as_u16();
        assert_eq!(status, if moved.contains(&name) { 200 } else { 302 }, "{module}");
    }
}

#[tokio::test]
async fn nginx_moves_one_form_after_the_other() {
    let (server, port) = injaaz().await;
    let old = old_app().await;
    for moved in [&["Civil"][..], &["Civil", "HVAC & MEP"]] {
        let nginx = nginx(port, Some(&recipe("nginx/legacy-app.conf", old, moved))).await;
        check(&format!("https://localhost:{}", nginx.https), &server, moved).await;
    }
}

struct Caddy {
    child: Child,
    _folder: TempDir,
}

impl Drop for Caddy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Caddy with the packaged configuration over plain http, because it obtains its certificates from elsewhere.
async fn caddy(backend: u16, included: &str) -> (Caddy, String) {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/caddy/Caddyfile");
    let mut site = fs::read_to_string(path).unwrap();
    for (written, here) in [
        ("{\n\tservers", "{\n\tadmin off\n\tauto_https off\n\tservers".to_owned()),
        ("forms.example.org {", format!("http://localhost:{port} {{\n\timport legacy-app.caddy")),
        ("127.0.0.1:8000", format!("127.0.0.1:{backend}")),
    ] {
        assert!(site.contains(written), "{written} is not in the packaged configuration");
        site = site.replacen(written, &here, 1);
    }
    // The first line with the name is a comment.
    fs::write(folder.path().join("Caddyfile"), site).unwrap();
    fs::write(folder.path().join("legacy-app.caddy"), included).unwrap();
    let child = Command::new("caddy")
        .args(["run", "--adapter", "caddyfile", "--config", "Caddyfile"])
        .current_dir(folder.path())
        .env("HOME", folder.path())
        .stdout(Stdio::null())
        .stderr(fs::File::create(folder.path().join("log")).unwrap())
        .spawn()
        .unwrap();
    let caddy = Caddy { child, _folder: folder };
    let listening = async {
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    if timeout(Duration::from_secs(20), listening).await.is_err() {
        panic!("{}", fs::read_to_string(caddy._folder.path().join("log")).unwrap_or_default());
    }
    (caddy, format!("http://localhost:{port}"))
}

/// `make test` does not install Caddy: the test is for machines that have it.
#[tokio::test]
async fn caddy_moves_one_form_after_the_other() {
    if Command::new("caddy").arg("version").output().is_err() {
        eprintln!("Caddy is not installed: its recipe is not tested here");
        return;
    }
    let (server, port) = injaaz().await;
    let old = old_app().await;
    for moved in [&["Civil"][..], &["Civil", "HVAC & MEP"]] {
        let (_caddy, base) = caddy(port, &recipe("caddy/legacy-app.caddy", old, moved)).await;
        check(&base, &server, moved).await;
    }
}
